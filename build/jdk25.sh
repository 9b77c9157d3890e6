#!/usr/bin/env bash
# Prints the home of an installed JDK 25 or later; says where to get one, and fails, when there is none.
# JAVA_HOME comes first, then the java on the PATH, then the places where JDKs are usually installed.
set -euo pipefail
shopt -s nullglob

readonly oldest=25

# The major version of a JDK, from its own "release" file: JAVA_VERSION="25.0.3". 0 when it is not a JDK.
major() {
  [[ -x $1/bin/javac && -r $1/release ]] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

candidates() {
  [[ -z ${JAVA_HOME:-} ]] || echo "$JAVA_HOME"
  local java
  if java=$(command -v java); then
    dirname "$(dirname "$(readlink -f "$java")")"
  fi
  local home=$HOME
  # Under sudo, the JDK may be one that the invoking user has installed for himself.
  [[ -z ${SUDO_USER:-} ]] || home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  printf '%s\n' /usr/lib/jvm/* "$home"/.sdkman/candidates/java/* "$home"/.jdks/* /opt/java/* /opt/*jdk* \
    /usr/local/*jdk* /usr/java/*
}

while read -r home; do
  version=$(major "$home")
  if ((${version:-0} >= oldest)); then
    echo "$home"
    exit
  fi
done < <(candidates)

cat >&2 <<END
Pitot needs a JDK $oldest or later, and there is none in JAVA_HOME, on the PATH, in /usr/lib/jvm, ~/.sdkman, ~/.jdks or
/opt. Install one, for instance Temurin (https://adoptium.net/installation/linux/: package temurin-25-jdk), or with
SDKMAN by 'sdk install java 25-tem'; where it is installed elsewhere, set JAVA_HOME to it.
END
exit 1
