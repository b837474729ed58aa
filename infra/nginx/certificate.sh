#!/bin/sh
# Sees to the certificate in the folder /tls. In the volume: makes one for localhost, again in its last week. With OWN_CERTIFICATE (the folder is
# somebody's own: TLS_FOLDER) it writes nothing, and ends with what is wrong.
set -eu

tls=/tls
certificate=$tls/certificate.pem
key=$tls/key.pem
fail() {
    echo "$1" >&2
    exit 1
}

if [ "${OWN_CERTIFICATE:-}" ]; then
    for file in certificate.pem key.pem; do
        [ -s "$tls/$file" ] || fail "There is no $file in TLS_FOLDER, or it is empty, or a link that leads out of the folder. It takes the absolute path of a folder \
with certificate.pem (the whole chain) and key.pem."
    done
    command -v openssl >/dev/null || exit 0 # nginx itself says what it cannot use, less plainly
    public=$(openssl x509 -in "$certificate" -noout -pubkey) || fail "certificate.pem in TLS_FOLDER is no certificate (PEM)."
    [ "$public" = "$(openssl pkey -in "$key" -pubout -passin pass:)" ] ||
        fail "key.pem in TLS_FOLDER is not the key of the first certificate in certificate.pem, or needs a pass phrase."
    exit 0
fi

if [ -s "$certificate" ] && [ -s "$key" ]; then
    command -v openssl >/dev/null || exit 0
    openssl x509 -in "$certificate" -noout -checkend 604800 >/dev/null && exit 0
fi
command -v openssl >/dev/null ||
    fail "There is no certificate and no openssl to make one: put certificate.pem and key.pem into a folder and set TLS_FOLDER to its absolute path."
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 397 -subj /O=hopcart-localhost/CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 -addext extendedKeyUsage=serverAuth \
    -keyout "$key" -out "$certificate"
echo "Made a certificate for localhost, which browsers will ask about once."
