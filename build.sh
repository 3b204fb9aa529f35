#!/usr/bin/env bash
# Builds, serves and tests initscope. Needs Rust and Node; everything else it fetches from their registries by lockfile.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'HELP'
Usage: ./build.sh [command]

  serve       build the engine and serve the page for development (the default)
  check       formatting, lints, types, documentation, and the quick tests that need no browser: a few minutes
  test        check, then test the built page in Chromium and Firefox; run this before proposing a change
  test --all  every test: also long training runs, every browser test in every browser, and two minutes of soak
  dist        build the static site in dist/
  single      build the page as one file, dist-single/initscope.html, that runs without a server or a network
  bench       measure the speed and compare it with others'; --help for more, bench/README.md for what is measured
  soak        train for an hour, or for a number of minutes, and report whether memory and speed stay constant
  lighthouse  run Lighthouse on the site, and measure how soon it opens over a slow connection
  pictures    retake the README's pictures from the built page
  coverage    report how many lines of the core its Rust tests run, and fail under 95 %
  audit       check dependencies: licenses, sources, and known vulnerabilities, for which it asks GitHub and npm
  fuzz        search for input that breaks something: fuzz [target [seconds]]; fuzz/README.md for more
HELP
}

announce() {
    printf '\n==> %s\n' "$*"
}

fail() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

check_rust() {
    { has cargo && has rustc; } ||
        fail "Rust is missing: install it from https://rustup.rs and open a new shell"
    local version oldest
    version=$(rustc --version 2>/dev/null) ||
        fail "Rust is installed but does not run: choose a version with: rustup default stable"
    # From "rustc 1.95.0 (…)" and from Cargo.toml.
    version=${version#rustc } version=${version%% *}
    oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    [ "$(printf '%s\n' "$oldest" "${version%%-*}" | sort -V | head -n 1)" = "$oldest" ] ||
        fail "Rust $version is too old: $oldest or newer is needed (with rustup: rustup update)"
    case "$(uname -s)" in
        MINGW* | MSYS* | CYGWIN*) ;;
        *) has cc || fail "a C linker is missing, which Rust links with: install a C compiler (Debian: sudo apt-get install gcc libc6-dev)" ;;
    esac
    if [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
        has rustup ||
            fail "Rust's target wasm32-unknown-unknown is missing: install it where your Rust came from, or use https://rustup.rs"
        announce "Adding Rust's target wasm32-unknown-unknown"
        rustup target add wasm32-unknown-unknown
    fi
}

check_node() {
    has node || fail "Node.js is missing: install 20.19, or 22.12 or newer, from https://nodejs.org"
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)' ||
        fail "Node.js $(node --version) can't be used: install 20.19, or 22.12 or newer, from https://nodejs.org"
    has npm || fail "npm is missing: it comes with Node.js from https://nodejs.org"
}

install_packages() {
    # npm writes this file last, so an interrupted installation is repeated.
    if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
        announce "Installing npm packages from package-lock.json"
        npm ci --include=dev --no-audit --no-fund ||
            fail "npm could not install the packages: see above, and whether its registry can be reached"
    fi
}

prepare() {
    check_rust
    check_node
    install_packages
}

vite() {
    node node_modules/vite/bin/vite.js "$@"
}

serve() {
    prepare
    announce "Building the engine"
    cargo xtask wasm
    announce "Serving the page; Ctrl+C ends it"
    vite
}

build_site() {
    announce "Building the engine, optimized"
    cargo xtask wasm --optimize
    announce "Building dist/"
    vite build
}

dist() {
    prepare
    build_site
}

build_single() {
    announce "Building dist-single/initscope.html"
    vite build --config vite.single.config.js
}

single() {
    prepare
    announce "Building the engine, optimized"
    cargo xtask wasm --optimize
    build_single
}

check_browsers() {
    local missing=()
    has chromium || has chromium-browser || has google-chrome || [ -n "${CHROMIUM:-}" ] || missing+=(chromium)
    has firefox-esr || has firefox || [ -n "${FIREFOX:-}" ] || missing+=(firefox-esr)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -eq 0 ] && has apt-get; then
        announce "Installing ${missing[*]}"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" fonts-liberation
    else
        fail "no ${missing[*]} on the PATH: install them (Debian: sudo apt-get install ${missing[*]}), or name them in CHROMIUM and FIREFOX"
    fi
}

# Rust's half of the checks. $1: "all" for every test.
check_core() {
    announce "Lints of Rust (clippy)"
    cargo clippy --locked --workspace --all-targets -- -D warnings
    announce "Documentation of Rust (cargo doc)"
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
    announce "Tests of Rust (cargo test)"
    if [ "$1" = all ]; then
        cargo test --locked --workspace
    else
        cargo test --locked --workspace --lib --bins --examples --test core
        cargo test --locked --doc
    fi
}

# The other half: wasm and JavaScript. It compiles in release mode only, so that it shares no folder of target/ with
# check_core, whose Cargo would keep it waiting.
check_page() {
    local wasm=(--locked --release --target wasm32-unknown-unknown) project xtask=${CARGO_TARGET_DIR:-target}/debug/xtask
    announce "Lints and formatting of JavaScript (Biome)"
    node node_modules/@biomejs/biome/bin/biome ci --error-on-warnings
    announce "Building the engine, optimized, and the kernels' parity module"
    "$xtask" wasm --optimize
    "$xtask" parity
    announce "Types of JavaScript (tsc)"
    for project in www www/app/run www/worker www/shared tests bench; do
        node node_modules/typescript/bin/tsc --project "$project"
    done
    announce "Lints and documentation of Rust for wasm (clippy, cargo doc)"
    cargo clippy "${wasm[@]}" --package initscope --package parity --lib -- -D warnings
    # The flags of .cargo/config.toml are for rustc alone.
    RUSTDOCFLAGS="-D warnings -C target-feature=+simd128" cargo doc "${wasm[@]}" --no-deps --quiet
    announce "Building dist/"
    vite build
    announce "Tests of the wasm package (node --test)"
    node --test tests/js/*.test.js
}

# Both halves at once, each on a core of its own. $1: "all" for every test.
run_checks() {
    prepare
    announce "Formatting of Rust (rustfmt)"
    cargo fmt --all --check
    cargo build --locked --quiet --package xtask
    log=$(mktemp)
    trap 'kill $(jobs -p) 2>/dev/null || true; rm -f "$log"' EXIT
    check_page >"$log" 2>&1 &
    local page=$!
    check_core "$1"
    if ! wait "$page"; then
        cat "$log"
        fail "a check of wasm or JavaScript failed: see above"
    fi
    cat "$log"
}

check() {
    run_checks quick
    announce "Every check passed"
}

# $1: --all for every test, or nothing for the core set.
run_tests() {
    local all=""
    case "${1:-}" in
        "") ;;
        --all) all=1 ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
    check_browsers
    run_checks "${all:+all}"
    build_single
    announce "The built page in Chromium and Firefox (Playwright)"
    ALL=$all node node_modules/@playwright/test/cli.js test
    announce "Every test passed"
}

install_bench_packages() {
    if [ ! bench/node_modules/.package-lock.json -nt bench/package-lock.json ]; then
        npm ci --prefix bench --include=dev --no-audit --no-fund ||
            fail "npm could not install the benchmark's packages: see above, and whether its registry can be reached"
    fi
}

build_bench() {
    build_site
    announce "Building what only the benchmark needs"
    install_bench_packages
    vite build --config bench/vite.config.js --logLevel warn
    # From its own folder, so that its own lockfile counts.
    local cargo=(cargo build --locked --release --target-dir ../target/bench/cargo) made=target/bench/cargo
    (cd bench && "${cargo[@]}" --package bench-fixture)
    (cd bench && "${cargo[@]}" --package bench-kernels --package bench-candle --target wasm32-unknown-unknown)
    "$made/release/bench-fixture" target/bench
    made=$made/wasm32-unknown-unknown/release
    node node_modules/binaryen/bin/wasm-opt "$made/kernels.wasm" -O3 -o target/bench/kernels.wasm
    # wasm-opt takes minutes over candle's, and leaves its speed as it is.
    cp "$made/candle.wasm" target/bench/candle.wasm
}

run_bench() {
    case " $* " in
        *" -h "* | *" --help "*) ;;
        *)
            prepare
            check_browsers
            build_bench
            announce "Measuring"
            ;;
    esac
    node bench/run.js "$@"
}

run_soak() {
    prepare
    check_browsers
    build_site
    announce "Training for $1 minutes"
    node bench/soak.js --minutes "$1" "${@:2}"
}

run_lighthouse() {
    prepare
    check_browsers
    build_site
    install_bench_packages
    announce "Running Lighthouse on the site"
    node bench/lighthouse.js
}

take_pictures() {
    prepare
    check_browsers
    build_site
    announce "Taking pictures"
    node bench/pictures.js
}

# Lines of src/ but wasm/, which only runs as wasm: tests/js/ and tests/browser/ are its tests.
coverage() {
    check_rust
    cargo llvm-cov --version >/dev/null 2>&1 ||
        fail "cargo-llvm-cov is missing: cargo install --locked cargo-llvm-cov"
    [ -n "$(find "$(rustc --print sysroot)/lib/rustlib" -name 'llvm-profdata*' -print -quit)" ] ||
        fail "Rust's llvm-tools are missing: install them with: rustup component add llvm-tools"
    announce "Lines of the core that its tests run (cargo llvm-cov)"
    # Without tests/slow: counting makes long training runs much slower, and they run the same lines as the others.
    cargo llvm-cov --locked --package initscope --lib --test core --summary-only --fail-under-lines 95 \
        --ignore-filename-regex '/(tests|examples|src/wasm)/'
}

# Compares every lockfile with both lists of vulnerabilities, and fails where a list can't be reached.
audit() {
    check_rust
    check_node
    has cargo-deny || fail "cargo-deny is missing: cargo install --locked cargo-deny"
    local lock folder output unreached=() found=0
    for lock in Cargo.lock */Cargo.lock; do
        folder=$(dirname "$lock")
        local deny=(cargo deny --manifest-path "$folder/Cargo.toml" --locked --config deny.toml)
        announce "Licenses, versions and sources of crates: $lock"
        "${deny[@]}" check licenses bans sources || found=1
        announce "Known vulnerabilities of crates: $lock"
        if ! output=$("${deny[@]}" check advisories 2>&1); then
            case "$output" in
                *"failed to fetch advisory database"*) unreached+=("$lock") ;;
                *) found=1 ;;
            esac
        fi
        printf '%s\n' "$output"
    done
    for lock in package-lock.json */package-lock.json; do
        announce "Known vulnerabilities of packages: $lock"
        if ! output=$(npm audit --prefix "$(dirname "$lock")" --package-lock-only 2>&1); then
            case "$output" in
                *"audit endpoint returned an error"* | *"npm error network"* | *ENOTFOUND*) unreached+=("$lock") ;;
                *) found=1 ;;
            esac
        fi
        printf '%s\n' "$output"
    done
    [ "$found" -eq 0 ] || fail "there are problems: see above"
    [ ${#unreached[@]} -eq 0 ] ||
        fail "the lists of vulnerabilities could not be reached for ${unreached[*]}; nothing is wrong with licenses, versions and sources"
    announce "No problem found"
}

run_fuzz() {
    check_rust
    has cargo-fuzz || fail "cargo-fuzz is missing: cargo install cargo-fuzz"
    cargo +nightly --version >/dev/null 2>&1 || fail "cargo-fuzz needs a nightly Rust: rustup toolchain install nightly"
    local target targets=(field link text runs frame session) seconds=${2:-60}
    [ $# -eq 0 ] || targets=("$1")
    mkdir -p fuzz/corpus/link
    # Every link that was ever documented is a seed.
    awk -F ' => ' '!/^;/ && NF == 2 { file = sprintf("fuzz/corpus/link/golden-%03d", ++n); printf "%s", $1 > file; close(file) }' \
        tests/golden/links.txt
    for target in "${targets[@]}"; do
        announce "Fuzzing $target for $seconds seconds"
        mkdir -p "fuzz/corpus/$target"
        (cd fuzz && cargo +nightly fuzz run -s none "$target" "corpus/$target" "seeds/$target" -- \
            -max_total_time="$seconds" -max_len="$(longest_input "$target")" -timeout=20)
    done
}

# Long enough for everything that an input can contain, short enough to try many a second.
longest_input() {
    case "$1" in
        session | frame) echo 160 ;;
        runs) echo 3000 ;;
        *) echo 700 ;;
    esac
}

case "${1:-}" in
    bench | soak) ;;
    test) [ $# -le 2 ] || set -- too-many ;;
    fuzz) [ $# -le 3 ] || set -- too-many ;;
    *) [ $# -le 1 ] || set -- too-many ;;
esac
case "${1:-serve}" in
    serve) serve ;;
    check) check ;;
    test) run_tests "${@:2}" ;;
    dist) dist ;;
    single) single ;;
    bench) run_bench "${@:2}" ;;
    soak) run_soak "${2:-60}" "${@:3}" ;;
    lighthouse) run_lighthouse ;;
    pictures) take_pictures ;;
    coverage) coverage ;;
    audit) audit ;;
    fuzz) run_fuzz "${@:2}" ;;
    -h | --help | help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
