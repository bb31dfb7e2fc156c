import { describe, expect, test } from "vitest";
import type { TrackInfo } from "./control.ts";
import { fragment, initSegment, mimeType } from "./fmp4.ts";
import { cases, expectRefusal, fromHex, packetFrom, type PacketCase, toHex } from "./vectors.ts";

type TrackCase = Omit<TrackInfo, "description"> & { readonly description: string };

interface Init {
  readonly name: string;
  readonly tracks: readonly TrackCase[];
  readonly segment: string;
  readonly code: string;
}

interface Fragment {
  readonly name: string;
  readonly sequence: number;
  readonly runs: readonly {
    readonly track: TrackCase;
    readonly origin: number;
    readonly packets: readonly PacketCase[];
  }[];
  readonly segment: string;
  readonly code: string;
}

function trackFrom(track: TrackCase): TrackInfo {
  return { ...track, description: fromHex(track.description) };
}

/** What has one track: a page feeds each to a source buffer of its own. */
function ofOneTrack(group: string): readonly (Init & { track: TrackInfo })[] {
  return cases<Init>("fmp4.json", group).flatMap((each) =>
    each.tracks[0] && each.tracks.length === 1 ? [{ ...each, track: trackFrom(each.tracks[0]) }] : [],
  );
}

function ofOneRun(group: string) {
  return cases<Fragment>("fmp4.json", group).flatMap(({ runs, ...each }) => {
    const [run] = runs;
    if (run === undefined || runs.length > 1) {
      return [];
    }
    const write = () => fragment(each.sequence ?? 1, trackFrom(run.track), run.packets.map(packetFrom), run.origin);
    return [{ ...each, write }];
  });
}

describe("an initialisation segment is written", () => {
  test.each(ofOneTrack("init"))("$name", ({ track, segment }) => {
    expect(toHex(initSegment(track))).toBe(segment);
  });
});

describe("a track that cannot be is refused by its code", () => {
  test.each(ofOneTrack("bad_init"))("$name", ({ track, code }) => {
    expectRefusal(code, () => initSegment(track));
  });
});

describe("a malformed Opus header is refused", () => {
  const [sound] = ofOneTrack("init").filter(({ track }) => track.codec === "opus");
  test.each(cases<{ name: string; head: string; code: string }>("opus.json", "bad"))("$name", ({ head, code }) => {
    expectRefusal(code, () => sound && initSegment({ ...sound.track, description: fromHex(head) }));
  });
});

describe("a fragment is written", () => {
  test.each(ofOneRun("fragments"))("$name", ({ write, segment }) => {
    expect(toHex(write())).toBe(segment);
  });
});

describe("times that cannot be are refused", () => {
  test.each(ofOneRun("bad_fragments"))("$name", ({ write, code }) => {
    expectRefusal(code, write);
  });
});

test("a track's MIME type names its kind and codec", () => {
  const [track] = ofOneTrack("init");
  expect(track && mimeType(track.track)).toBe('video/mp4; codecs="avc1.42c01f"');
});
