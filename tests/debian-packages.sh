#!/usr/bin/env bash
# Installs what the tests need of the system and the system lacks: a browser, an X server without a
# screen, FFmpeg as a peer that others wrote, a C compiler. Needs root or sudo only where something is missing.
set -euo pipefail

missing=()
need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null || missing+=("$2")
}
need ffmpeg ffmpeg
need Xvfb xvfb
need xdotool xdotool
need xrandr x11-xserver-utils
need xeyes x11-apps
need pulseaudio pulseaudio
need pactl pulseaudio-utils
need cc gcc
need dbus-daemon dbus
need gst-launch-1.0 gstreamer1.0-tools
need pipewire pipewire
need pw-dump pipewire-bin
need wireplumber wireplumber
gst-inspect-1.0 --exists --atleast-version=0.0 pipewiresrc 2>/dev/null || missing+=(gstreamer1.0-pipewire)
gst-inspect-1.0 --exists videotestsrc 2>/dev/null || missing+=(gstreamer1.0-plugins-base)
gst-inspect-1.0 --exists y4menc 2>/dev/null || missing+=(gstreamer1.0-plugins-good)
gst-inspect-1.0 --exists tsdemux 2>/dev/null || missing+=(gstreamer1.0-plugins-bad)
gst-inspect-1.0 --exists avdec_h264 2>/dev/null || missing+=(gstreamer1.0-libav)
need mpv mpv
need cvlc vlc-bin
compgen -G '/usr/lib/*/vlc/plugins/audio_output/libafile_plugin.so' >/dev/null || missing+=(vlc-plugin-base)
compgen -G '/usr/lib/*/vlc/plugins/video_output/libxcb_x11_plugin.so' >/dev/null || missing+=(vlc-plugin-video-output)
need caddy caddy
need prometheus prometheus
need nginx nginx-light
need openssl openssl
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
/usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")' 2>/dev/null ||
  missing+=(python3-gi gir1.2-gst-rtsp-server-1.0)
grep -q 'libportaudio\.so\.2' <<<"$(/sbin/ldconfig -p)" || missing+=(libportaudio2)
compgen -G '/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null || missing+=(libasound2-plugins)
# What Qt's wheels leave to the system.
for library in xcb-cursor:libxcb-cursor0 xcb-icccm:libxcb-icccm4 xcb-image:libxcb-image0 xcb-keysyms:libxcb-keysyms1 \
  xcb-render-util:libxcb-render-util0 xcb-shape:libxcb-shape0 xcb-xkb:libxcb-xkb1 xkbcommon-x11:libxkbcommon-x11-0 \
  EGL:libegl1 GL:libgl1 fontconfig:libfontconfig1; do
  grep -q "lib${library%:*}\.so" <<<"$(/sbin/ldconfig -p)" || missing+=("${library#*:}")
done
[[ -e /usr/include/stdlib.h ]] || missing+=(libc6-dev)
[[ -e /usr/include/openssl/ssl.h ]] || missing+=(libssl-dev)

if grep -q '^ID=ubuntu' /etc/os-release; then
  # Ubuntu's chromium is a snap, which asks more of a machine than a test may: Playwright's own build instead.
  command -v chromium >/dev/null || "$(dirname "$0")/../.venv/bin/playwright" install --with-deps chromium
else
  need chromium chromium
fi
[[ ${#missing[@]} -eq 0 ]] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "The tests need ${missing[*]}, by Debian's names: install them, then run this again" >&2
  exit 1
fi
root=()
if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "The tests need: apt-get install ${missing[*]}" >&2; exit 1; }
  root=(sudo)
fi
echo "Installing for the tests: ${missing[*]}"
"${root[@]}" apt-get update -q
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
