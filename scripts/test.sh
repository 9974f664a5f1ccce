#!/usr/bin/env bash
# npm test: installs what the tests need, builds, and runs all of them. Arguments go to vitest.
source "$(dirname "$0")/prepare.sh"
require_node
install_compiler
install_packages \
  softhsm2-util=softhsm2 openssl=openssl mariadbd=mariadb-server /usr/bin/chromium=chromium \
  /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc=fonts-noto-cjk \
  /usr/share/fonts/truetype/hanazono/HanaMinA.ttf=fonts-hanazono pdftotext=poppler-utils xmllint=libxml2-utils \
  /usr/sbin/pcscd=pcscd /usr/lib/pcsc/drivers/serial/libifdvpcd.so=vsmartcard-vpcd \
  "$(echo /usr/lib/*-linux-gnu)/opensc-pkcs11.so=opensc-pkcs11" ip=iproute2 \
  /usr/sbin/clamd=clamav-daemon secret-tool=libsecret-tools gnome-keyring-daemon=gnome-keyring dbus-daemon=dbus-daemon systemd-analyze=systemd
install_softhsm
install_npm_packages
build
export BUILD_IS_FRESH=1
exec node_modules/.bin/vitest run "$@"
