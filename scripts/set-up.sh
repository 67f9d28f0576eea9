#!/bin/sh
# Make a virtual environment with everything installed: set-up.sh FOLDER, from the checkout.
#
# It finds a Python from 3.11 to 3.13 ($PYTHON, where that is set), makes the environment
# in whichever way that Python can, and installs the locked versions with pip.
set -eu

venv=$1

# Whether it runs at all is asked first: a version manager's shim is there and does not.
suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if suits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$("${PYTHON:-python3}" --version 2>/dev/null || echo "none")
    echo "Python 3.11, 3.12 or 3.13 is needed, and was not found (${PYTHON:-python3}: $found)." >&2
    echo "Install one of them, or name it: make PYTHON=/path/to/python3.12 ..." >&2
    exit 1
}

has() {
    "$1" -c "import $2" 2>/dev/null
}

make_environment() {
    if has "$1" venv && has "$1" ensurepip; then
        "$1" -m venv --clear "$venv"
    elif has "$1" virtualenv; then
        "$1" -m virtualenv --quiet --clear "$venv"
    elif has "$1" venv && has "$1" pip; then
        # Debian's Python has no ensurepip; its pip can put a pip into the environment.
        "$1" -m venv --clear --without-pip "$venv"
        "$1" -m pip --disable-pip-version-check --python "$venv/bin/python" install --quiet pip
    else
        echo "$("$1" --version) cannot make virtual environments. Install its venv module" >&2
        echo "(Debian and Ubuntu: apt install python3-venv) or pip, and run make again." >&2
        exit 1
    fi
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! suits "$venv/bin/python"; then
    python=$(find_python)
    echo "Making $venv with $("$python" --version)"
    make_environment "$python"
fi
echo "Installing into $venv what the app and the tests need, TensorFlow included: this happens once"
"$venv/bin/python" -m pip --disable-pip-version-check install \
    --constraint requirements.lock --editable '.[mnist,test]'
