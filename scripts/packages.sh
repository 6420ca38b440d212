# The Debian packages that Ridgepoint needs, in one place. Sourced by the other scripts.
#
#   require_packages build         what `ridge` itself is built from
#   require_packages build test    and what its tests, checks and figures need

ridge_packages_build=(
  g++ cmake ninja-build
  libyaml-cpp-dev libfmt-dev libcli11-dev nlohmann-json3-dev libtbb-dev libxxhash-dev libsqlite3-dev libboost-dev
)
ridge_packages_figures=(python3 python3-matplotlib)
ridge_packages_test=(
  python3 python3-matplotlib
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
  clang clang-format libclang-rt-14-dev
)

# require_packages GROUP...: installs what is missing, or says what to install and why it could not.
require_packages() {
  local group package missing=()
  if ! command -v dpkg-query >/dev/null; then
    echo "note: this is not a Debian system; the build goes on with what is here" >&2
    return 0
  fi
  for group in "$@"; do
    local -n packages="ridge_packages_$group"
    for package in "${packages[@]}"; do
      installed "$package" || missing+=("$package")
    done
  done
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

installed() {
  [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

install_packages() {
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      echo "error: these packages are missing, and this user may not install them:" >&2
      echo "  sudo apt-get install --no-install-recommends $*" >&2
      return 1
    fi
    as_root=(sudo -n)
  fi
  echo "installing $*" >&2
  # Old package lists name versions that are gone: refresh them once.
  step "apt: refreshing the package lists" "${as_root[@]}" apt-get -qq update
  local options=(install --yes --no-install-recommends "$@") count
  count="$(apt-get -qq --simulate "${options[@]}" 2>/dev/null | grep -c '^Inst ' || true)"
  step "apt: installing $count packages, these and what they need" \
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "${options[@]}"
}

# step SENTENCE COMMAND...: says the sentence, runs the command silently; when it fails, shows all that it said.
step() {
  local sentence="$1" started=$SECONDS log status=0
  shift
  log="$(mktemp)"
  printf '%s ... ' "$sentence" >&2
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [[ $status -eq 0 ]]; then
    echo "$((SECONDS - started)) s" >&2
  else
    echo "failed" >&2
    cat "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}
