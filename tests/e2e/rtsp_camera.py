"""A camera that speaks RTSP: GStreamer's server, which sends a coded file in its own time. Run by the system's python3.

    /usr/bin/python3 rtsp_camera.py PORT FILE [USER PASSWORD] [CERTIFICATE KEY]

``FILE`` is an MP4 file of H.264, served at ``/cam``; with a user by digest authentication only.
Prints ``ready PORT`` when it listens.
"""

import sys

import gi  # type: ignore[import-not-found]  # Debian has it for the python3 of the system

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
gi.require_version("GstRtsp", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # type: ignore[import-not-found]  # noqa: E402


def camera(file: str) -> GstRtspServer.RTSPMediaFactory:
    """One pipeline for all who look."""
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        f"( filesrc location={file} ! qtdemux ! h264parse ! video/x-h264,alignment=au"
        " ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
    )
    factory.set_shared(True)
    return factory


def authentication(user: str, password: str) -> GstRtspServer.RTSPAuth:
    """Digest, since that is what cameras want."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.add_digest(user, password, token)
    return auth


def main(port: str, file: str, *more: str) -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = camera(file)
    auth = None
    if len(more) >= 2:
        auth = authentication(more[0], more[1])
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_permission_for_role("viewer", "media.factory.access", True)
        permissions.add_permission_for_role("viewer", "media.factory.construct", True)
        factory.set_permissions(permissions)
    if len(more) >= 4:
        auth = auth or GstRtspServer.RTSPAuth()
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_files(more[2], more[3]))
    if auth is not None:
        server.set_auth(auth)
    server.get_mount_points().add_factory("/cam", factory)
    server.attach(None)
    print("ready", server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


main(*sys.argv[1:])
