import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

const PICTURE = 1_000_000 / 30;
const TRANSIT = 5_000;
/** How often the stage looks whether there is something to do. */
const STEP = 2_000;

interface Shown {
  /** Microseconds. */
  at: number;
  pts: number;
}

/** A server that gathers pictures of 30 a second, and a player that shows each when the pace says so. */
class Stage {
  private now = 0;
  private next = 0;
  private sentAt = 0;
  private readonly waiting: number[] = [];
  readonly pace = new Pace(() => this.now / 1_000);
  readonly shown: Shown[] = [];

  /** @param bundle microseconds; @param drift how much faster the viewer's clock runs than the pictures'. */
  run(seconds: number, bundle: number, drift = 0, told = bundle): void {
    const until = this.now + seconds * 1_000_000;
    this.pace.bundled = told;
    for (; this.now < until; this.now += STEP) {
      this.arrive(bundle, drift);
      this.show();
    }
  }

  /** What was shown since a time: the longest and the shortest time between two pictures, in milliseconds. */
  evenness(since: number): { longest: number; shortest: number } {
    const late = this.shown.filter((shown) => shown.at >= since * 1_000_000);
    const gaps = late.slice(1).map((shown, index) => (shown.at - (late[index]?.at ?? 0)) / 1_000);
    return { longest: Math.max(...gaps), shortest: Math.min(...gaps) };
  }

  /** Milliseconds from taking the newest picture that was shown to showing it. */
  get delay(): number {
    const last = this.shown.at(-1);
    return last === undefined ? Number.NaN : (last.at - last.pts) / 1_000;
  }

  private arrive(bundle: number, drift: number): void {
    if (this.now - this.sentAt < bundle) {
      return;
    }
    this.sentAt = this.now;
    for (; this.next * (1 + drift) + TRANSIT <= this.now; this.next += PICTURE) {
      this.pace.arrived(this.next);
      this.waiting.push(this.next);
    }
  }

  private show(): void {
    for (let pts = this.waiting[0]; pts !== undefined; pts = this.waiting[0]) {
      const position = this.pace.position();
      if (position !== null && pts > position) {
        return;
      }
      this.waiting.shift();
      this.shown.push({ at: this.now, pts });
    }
  }
}

test("pictures that are not bundled are shown as they come", () => {
  const stage = new Stage();
  stage.run(5, 0);
  expect(stage.pace.position()).toBeNull();
  expect(stage.delay).toBeLessThan(7);
});

test.each([100_000, 250_000])("bundles of %d µs are shown evenly, and no later than they need", (bundle) => {
  const stage = new Stage();
  stage.run(10, bundle);
  const { longest, shortest } = stage.evenness(3);
  expect(longest).toBeLessThan(38);
  expect(shortest).toBeGreaterThan(29);
  expect(stage.delay).toBeLessThan(bundle / 1_000 + 60);
});

test("widening bundles cost one pause and then run evenly again", () => {
  const stage = new Stage();
  stage.run(5, 0);
  stage.run(2, 100_000);
  stage.run(2, 250_000);
  stage.run(3, 250_000);
  expect(stage.evenness(4).longest).toBeLessThan(260);
  expect(stage.evenness(9)).toEqual({ longest: expect.closeTo(33, -1), shortest: expect.closeTo(33, -1) });
});

test("bundles that are told in time cost no pause at all", () => {
  const stage = new Stage();
  stage.run(5, 0);
  stage.run(1, 0, 0, 100_000);
  stage.run(4, 100_000);
  expect(stage.evenness(4).longest).toBeLessThan(50);
});

test("narrowing bundles bring the delay back without a stutter", () => {
  const stage = new Stage();
  stage.run(5, 250_000);
  stage.run(5, 100_000);
  const between = stage.delay;
  stage.run(5, 0);
  const { longest, shortest } = stage.evenness(3);
  expect(longest).toBeLessThan(45);
  expect(shortest).toBeGreaterThan(28);
  expect(between).toBeLessThan(170);
  expect(stage.delay).toBeLessThan(7);
});

test.each([100e-6, -100e-6])("clocks that drift by %d do not add up over an hour", (drift) => {
  const stage = new Stage();
  stage.run(3_600, 100_000, drift);
  // The pts of the pictures drifted away by 360 ms; what is shown went with them.
  expect(stage.delay - drift * 3_600_000).toBeLessThan(165);
  expect(stage.delay - drift * 3_600_000).toBeGreaterThan(90);
  expect(stage.evenness(10).longest).toBeLessThan(45);
});

/** A pace of bundles of 100 ms, and how many milliseconds it is behind after pictures that come now. */
function watched(): { goTo(millis: number): void; picture(pts: number): void; behind(): number } {
  let now = 0;
  const pace = new Pace(() => now);
  pace.bundled = 100_000;
  return {
    goTo: (millis) => {
      now = millis;
    },
    picture: (pts) => {
      pace.arrived(pts);
      pace.position();
    },
    behind: () => now - (pace.position() ?? 0) / 1_000,
  };
}

test("a join's backlog does not count as late", () => {
  const { goTo, picture, behind } = watched();
  goTo(10_000);
  for (let pts = 8_000_000; pts < 10_000_000; pts += PICTURE) {
    picture(pts);
  }
  expect(behind()).toBeLessThan(150);
  for (let millis = 10_000; millis < 12_000; millis += 100) {
    goTo(millis);
    picture(millis * 1_000);
  }
  expect(behind()).toBeLessThan(150);
});

test("a join's backlog that takes a second to come does not count as late either", () => {
  const { goTo, picture, behind } = watched();
  for (let millis = 0; millis < 1_000; millis += 25) {
    goTo(10_000 + millis);
    picture(8_000_000 + 3_000 * millis);
  }
  for (let millis = 11_000; millis < 18_000; millis += 100) {
    goTo(millis);
    picture(millis * 1_000);
  }
  expect(behind()).toBeLessThan(250);
});

test("a network that hung for half a second makes pictures later by a little only", () => {
  const { goTo, picture, behind } = watched();
  for (let millis = 0; millis < 4_000; millis += 100) {
    goTo(millis);
    picture(millis * 1_000);
  }
  goTo(5_000);
  picture(4_500_000);
  expect(behind()).toBeGreaterThan(150);
  expect(behind()).toBeLessThan(250);
});

test("another time line begins anew", () => {
  let now = 0;
  const pace = new Pace(() => now);
  pace.bundled = 100_000;
  for (; now < 2_000; now += 33) {
    pace.arrived(now * 1_000);
    pace.position();
  }
  pace.arrived(60_000_000);
  expect(pace.position()).toBeGreaterThan(59_800_000);
});
