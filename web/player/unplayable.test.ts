import { afterEach, expect, test, vi } from "vitest";
import { codecInWords, unplayableInMediaSource } from "./unplayable.ts";

afterEach(() => vi.unstubAllGlobals());

test.each(["jpeg", "i420", "bgr"])("%s needs WebCodecs, which insecure addresses do not get", (codec) => {
  vi.stubGlobal("isSecureContext", false);
  expect(unplayableInMediaSource(codec)).toEqual({ lacks: "security", codec });
  vi.stubGlobal("isSecureContext", true);
  expect(unplayableInMediaSource(codec)).toEqual({ lacks: "webcodecs", codec });
});

test("of what Media Source could carry the browser lacks a decoder", () => {
  vi.stubGlobal("isSecureContext", false);
  expect(unplayableInMediaSource("hvc1.1.6.L93.B0")).toEqual({ lacks: "decoder", codec: "hvc1.1.6.L93.B0" });
});

test("codecs are called as people call them, and unknown ones by their strings", () => {
  expect(["jpeg", "av01.0.04M.08", "theora"].map(codecInWords)).toEqual(["JPEG pictures", "AV1 video", "theora"]);
});
