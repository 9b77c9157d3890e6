# Everything here sets up what it needs by itself, given a JDK 25 and Maven. Options of the samples: make demo DEMO='--seconds 5'

.PHONY: help build demo soak cold-start orders test test-kernels test-jdks mutants bench format lint dist install-helper uninstall-helper clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## compile and pack everything, without tests; the BPF programs as root only
	@build/setup.sh build
	@build/mvn.sh package -Dmaven.test.skip

demo: ## record a Kafka broker under load and print where its time went
	@build/setup.sh demo
	@build/mvn.sh package -Dmaven.test.skip -pl agent,samples/kafka -am
	@samples/kafka/run.sh $(DEMO)

soak: ## record a Kafka broker for ten minutes, with Pitot and without, and print what Pitot lost and cost
	@build/setup.sh demo
	@build/mvn.sh package -Dmaven.test.skip -pl agent,samples/kafka -am
	@samples/kafka/soak.sh --paired $(SOAK)

cold-start: ## record a start with a cold page cache: which files and class loads cost which disk time
	@build/setup.sh demo
	@build/mvn.sh package -Dmaven.test.skip -pl agent,samples/cold-start -am
	@samples/cold-start/run.sh $(DEMO)

orders: ## record an HTTP service whose requests wait for a CPU, a disk, a lock, a connection: its methods as spans
	@build/setup.sh demo
	@build/mvn.sh package -Dmaven.test.skip -pl agent,samples/orders -am
	@samples/orders/run.sh $(DEMO)

test: ## all tests, on the kernel too; as an ordinary user by sudo
	@build/test.sh

test-kernels: ## boot other Linux kernels in QEMU and test there; KERNELS='6.1 6.18:preempt=full' picks
	@build/kernels.sh

test-jdks: ## test with other JDKs and versions of libbcc, in chroots of Debian; JDKS='25 27' picks
	@JDKS='$(JDKS)' build/jdks.sh

mutants: ## change the code of usdt in many small ways, and list the changes that no test notices
	@build/setup.sh build
	@JAVA_HOME=$$(build/jdk25.sh) build/mvn.sh test-compile org.pitest:pitest-maven:mutationCoverage -pl usdt
	@echo "usdt/target/pit-reports/index.html"

bench: ## measure the rows of docs/benchmarks.md
	@build/setup.sh bench
	@build/mvn.sh package -DskipTests -pl agent,samples/kafka -am
	@build/bench.sh $(BENCH)

format: ## format the Java sources
	@JAVA_HOME=$$(build/jdk25.sh) build/mvn.sh spotless:apply

lint: ## check the shell scripts, the links and the prose of the documents, and the format of the C sources
	@build/lint.sh

dist: ## put into target/dist what a release consists of: jar, sources, Javadoc, list of components, checksums; as root
	@build/dist.sh

install-helper: ## install the helper for JVMs without privileges, as root; PREFIX=/usr/local
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' native-helper/install.sh install

uninstall-helper: ## remove it
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' native-helper/install.sh uninstall

clean: ## remove what was built
	@$(MAKE) -s -C native-helper clean
	@build/mvn.sh clean
