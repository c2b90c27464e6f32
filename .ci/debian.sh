# Read by the scripts beside it. `provide WHAT "COMMAND ..." PACKAGE ...` sees to it that the
# commands are there, which tests need: on Debian, root gets the packages installed. Where they are
# missing still, it says so in one line, and fails only in continuous integration, where nothing
# may be left out; elsewhere the tests that ask for them are skipped.
PATH="$PATH:/usr/sbin:/sbin"

missing() {
    for command in $1; do
        command -v "$command" >/dev/null || return 0
    done
    return 1
}

provide() {
    what=$1 commands=$2
    shift 2
    missing "$commands" || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $what ..." >&2
        apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2
        missing "$commands" || return 0
    fi
    echo "Left out of the tests: $what. On Debian: sudo apt install $*" >&2
    [ -z "$CI" ]
}
