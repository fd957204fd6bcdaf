#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of an assignment.
#
# Two trees of Python come out of it below /opt/lecture-autograder, which every user can
# read: `venv` with the grader and Otter, and `worker` with NumPy and nothing else, where
# student code runs.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
here=$(dirname "$(readlink -f "$0")")
home=/opt/lecture-autograder

say() { echo "== $*"; }

[ -d "$here/wheels" ] || {
    say "The folder wheels/ is missing: this is not the whole zip. (otter grade copies only a"
    say "part of it; grade a class with 'autograder grade' instead.)"
    exit 1
}

say "looking for Python 3.11 or newer"
apt-get update -qq
python=
for version in 3.13 3.12 3.11; do
    if apt-get install -y -qq --no-install-recommends "python$version" "python$version-venv" >/dev/null 2>&1; then
        python=/usr/bin/python$version
        break
    fi
done
if [ -z "$python" ]; then
    say "There is none for this system. In Gradescope's Configure Autograder choose a newer base"
    say "image (Ubuntu 22.04 or newer), or upload a Docker image made with our Dockerfile."
    exit 1
fi
say "using $("$python" --version)"

rm -rf "$home"
"$python" -m venv "$home/venv"
pip=("$home/venv/bin/python" -m pip install --quiet --no-cache-dir --no-deps)
say "installing what the grader needs, by version and hash"
"${pip[@]}" --require-hashes --only-binary :all: -r "$here/requirements.txt"
"${pip[@]}" "$here"/wheels/*.whl

say "making a tree with NumPy alone for student code"
"$python" -m venv --without-pip "$home/worker"
packages=$("$home/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
cp -al "$packages"/numpy "$packages"/numpy.libs "$packages"/numpy-*.dist-info \
    "${packages/#"$home/venv"/"$home/worker"}"/
chmod -R a+rX "$home"

say "trying it out"
export AUTOGRADER_WORKER_PYTHON=$home/worker/bin/python AUTOGRADER_KEEP_BYTECODE=1
"$home/venv/bin/python" -P -m autograder.gradescope check "$(dirname "$here")"
apt-get clean
rm -rf /var/lib/apt/lists/*
say "done"
