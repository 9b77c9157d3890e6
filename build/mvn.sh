#!/usr/bin/env bash
# Maven, few words: warnings, errors, and what the tests did. Finds a JDK 25, and Maven also under sudo.
#
# As root in an ordinary user's checkout (sudo make test), it uses that user's repository and settings, and whatever it
# wrote belongs to that user afterwards: no file there becomes root's.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
owner=$(stat -c %u "$root")
group=$(stat -c %g "$root")

find_maven() {
  local candidate
  for candidate in "$(command -v mvn || true)" "$1/.sdkman/candidates/maven/current/bin/mvn" /opt/*maven*/bin/mvn; do
    if [[ -x $candidate ]]; then
      echo "$candidate"
      return
    fi
  done
  echo "Pitot is built by Maven 3.8 or later, and there is no mvn on the PATH. Debian, Ubuntu: apt-get install maven;" >&2
  echo "or https://maven.apache.org/download.cgi, or 'sdk install maven'." >&2
  return 1
}

give_back() {
  find "$root" "$repository" -xdev -user root \( -type d -o -links 1 \) -exec chown -h "$owner:$group" {} + 2>/dev/null || true
}

options=(-B -ntp)
if ((EUID == 0 && owner != 0)); then
  home=$(getent passwd "$owner" | cut -d: -f6)
  repository=$home/.m2/repository
  mkdir -p "$repository"
  chown "$owner:$group" "$home/.m2" "$repository"
  options+=("-Dmaven.repo.local=$repository")
  [[ ! -r $home/.m2/settings.xml ]] || options+=(-s "$home/.m2/settings.xml")
  trap give_back EXIT
else
  home=$HOME
fi

maven=$(find_maven "$home")
# The toolchains plugin looks at every variable that is called JAVA…_HOME; Maven itself goes on with the JDK it has.
JAVA25_HOME=$("$root/build/jdk25.sh")
export JAVA25_HOME
if [[ -z ${JAVA_HOME:-} ]] && ! command -v java >/dev/null; then
  export JAVA_HOME=$JAVA25_HOME
fi

# Loggers are named after a plugin's classes. Not -q, which would hide surefire's counts too. The shade plugin warns of
# every manifest that it leaves out.
readonly log=-Dorg.slf4j.simpleLogger
export MAVEN_OPTS="${MAVEN_OPTS:-} $log.defaultLogLevel=warn $log.log.org.apache.maven.plugins.shade=error $log.log.de.thetaphi.forbiddenapis=error"
if [[ " $* " != *" -Dmaven.test.skip "* ]]; then
  MAVEN_OPTS+=" $log.log.org.apache.maven.plugin.surefire=info $log.log.org.apache.maven.plugin.failsafe=info"
fi

# From 24 on, the JDK prints lines about what Maven's own libraries do.
if "${JAVA_HOME:+$JAVA_HOME/bin/}java" --sun-misc-unsafe-memory-access=allow -version >/dev/null 2>&1; then
  MAVEN_OPTS+=" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
fi

cd "$root"
"$maven" "${options[@]}" "$@"
