#!/bin/sh
# Verifies a Tocsin webhook (Standard Webhooks 1.0.0: v1 HMAC-SHA256, v1a ed25519) with openssl 1.1.1, for v1a 3.0; no curl, no bash.
# To try things out: openssl takes the secret from its command line, where others on this machine can see it.
#
# What it does for v1, in one line:
#   { printf %s "$id.$timestamp."; cat body.json; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | openssl base64 -A
usage() {
  echo "sh verify.sh <body-file> --id ID --timestamp S --signature 'v1,... v1a,...' --key whsec_...|whpk_... [--now S] [--seen FILE]"
  echo "prints valid and ends with 0, or the reason and ends with 1; --seen remembers each webhook-id, one a line"
}
refuse() {
  echo "$1"
  exit 1
}

file='' id='' timestamp='' signature='' key='' now='' seen=''
while [ $# -gt 0 ]; do
  case $1 in
    --id | --timestamp | --signature | --key | --now | --seen)
      [ $# -gt 1 ] || { usage >&2; exit 2; }
      case $1 in
        --id) id=$2 ;;
        --timestamp) timestamp=$2 ;;
        --signature) signature=$2 ;;
        --key) key=$2 ;;
        --now) now=$2 ;;
        --seen) seen=$2 ;;
      esac
      shift 2
      ;;
    --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) file=$1; shift ;;
  esac
done
[ -r "$file" ] || { usage >&2; exit 2; }

dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT

# The bytes of strict base64 in hexadecimal; nothing for anything else.
hex_of() {
  printf %s "$1" | openssl base64 -d -A >"$dir/bytes" 2>/dev/null
  [ "$(openssl base64 -A -in "$dir/bytes")" = "$1" ] && od -An -v -tx1 "$dir/bytes" | tr -d ' \n'
}

# Compares what a random key makes of both: how long that takes tells nothing about either.
blind=$(openssl rand -hex 32)
is_same() {
  a=$(printf %s "$1" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$blind")
  b=$(printf %s "$2" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$blind")
  [ "$a" = "$b" ]
}

hex=$(hex_of "${key#wh*_}")
case $key in
  whsec_*) [ ${#hex} -ge 48 ] && [ ${#hex} -le 128 ] ;;
  whpk_*) [ ${#hex} -eq 64 ] ;;
  *) false ;;
esac || refuse 'key: want whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32'

[ -n "$id" ] && [ -n "$timestamp" ] && [ -n "$signature" ] ||
  refuse 'headers: want webhook-id, webhook-timestamp and webhook-signature'

stale='timestamp: want seconds since 1970, at most 300 s from now'
case $timestamp in *[!0-9]*) refuse "$stale" ;; esac
[ ${#timestamp} -le 12 ] || refuse "$stale"
# Without leading zeros, which would make it octal.
sent=${timestamp#"${timestamp%%[!0]*}"}
age=$((${now:-$(date +%s)} - ${sent:-0}))
[ $age -le 300 ] && [ $age -ge -300 ] || refuse "$stale"

# The body's bytes as they came: a shell variable would lose zeros and the last line's end.
{ printf %s "$id.$timestamp."; cat "$file"; } >"$dir/signed"

is_hmac() {
  wanted=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary "$dir/signed" | openssl base64 -A)
  is_same "$1" "v1,$wanted"
}

# The letters before the key are those of every ed25519 key's header (RFC 8410).
is_ed25519() {
  case $1 in v1a,*) ;; *) return 1 ;; esac
  hex_of "${1#v1a,}" >"$dir/hex"
  [ "$(wc -c <"$dir/hex")" -eq 128 ] || return 1
  printf -- '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA%s\n-----END PUBLIC KEY-----\n' "${key#whpk_}" >"$dir/key"
  openssl pkeyutl -verify -pubin -inkey "$dir/key" -rawin -in "$dir/signed" -sigfile "$dir/bytes" >/dev/null 2>&1
}

# While secrets change there are two signatures: one that matches is enough. No globbing: a star is no file name here.
set -f
IFS=' '
matches=no
for each in $signature; do
  case $key in
    whsec_*) is_hmac "$each" && matches=yes ;;
    whpk_*) is_ed25519 "$each" && matches=yes ;;
  esac
done
[ $matches = yes ] || refuse 'signature: none matches this key'
echo valid

# Deliveries come again, with the same id, whenever an answer was lost.
if [ -n "$seen" ]; then
  if grep -qxF -- "$id" "$seen" 2>/dev/null; then
    echo 'ignore: this webhook-id came before'
    exit 0
  fi
  printf '%s\n' "$id" >>"$seen"
fi
# Only what is live is the Earth. Versions of an event may overtake each other: keep the highest .data.version you acted on.
if command -v jq >/dev/null; then
  jq -r 'if (.type | startswith("alarm.") | not) then "ignore: \(.type) is no alarm"
    elif .data.mode != "live" then "ignore: mode is \(.data.mode), not live"
    elif .data.late == true then "ignore: it came too late to act on"
    else "act" end' "$file" 2>/dev/null || echo "ignore: the body is not an alarm's"
fi
