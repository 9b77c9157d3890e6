#!/usr/bin/env bash
# build/dist.sh: puts into target/dist what belongs to a release: the jars of the agent and of the span API, sources, Javadoc, a list
# of what is in the agent's jar (CycloneDX), and SHA-256 checksums of all of these. Two runs on one commit, one JDK and one libbcc make
# the same bytes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
dist=$root/target/dist

"$here/setup.sh" build
# A manifest names the version of the JDK that Maven runs on. It is to be the one that compiles.
JAVA_HOME=$("$here/jdk25.sh")
export JAVA_HOME
# The library that checks the list against its schema warns of words in the schema.
MAVEN_OPTS="${MAVEN_OPTS:-} -Dorg.slf4j.simpleLogger.log.com.networknt=error" \
  "$here/mvn.sh" clean package -Pdist -Dmaven.test.skip -pl agent,span-api -am

version=$(sed -n 's/^version=//p' "$root/agent/target/maven-archiver/pom.properties")
rm -rf "$dist"
mkdir -p "$dist"
cp "$root/agent/target/pitot.jar" "$dist/pitot-$version.jar"
cp "$root/span-api/target/pitot-span.jar" "$dist/pitot-span-$version.jar"
cp "$root/agent/target/sbom.json" "$dist/pitot-$version-cyclonedx.json"
for module in usdt agent; do
  cp "$root/$module/target/pitot-$module-$version-sources.jar" "$root/$module/target/pitot-$module-$version-javadoc.jar" "$dist"
done
for more in sources javadoc; do
  cp "$root/span-api/target/pitot-span-$more.jar" "$dist/pitot-span-$version-$more.jar"
done
(cd "$dist" && sha256sum -- *.jar *.json >SHA256SUMS)
chown -R --reference="$root" "$root/target"
cat "$dist/SHA256SUMS"
