/* Runs in the page of `footlight bench sync`, which must let scripts of blobs run: compares when the test picture is
 * seen with when its beep is heard. Evaluated to a function that takes what readback.js is evaluated to.
 *
 * A beep is found in what the player gives to the speakers, and its time there is what the browser says of its output;
 * a picture's time is that of the page's refresh that finds it on the canvas. Loudspeakers and screens come after.
 */
(readback) => {
  /** From the full second to the middle of its beep (footlight/capture/testsource.py). */
  const MIDDLE_MS = 50;
  /** Beeps that something was cut out of tell no middle. */
  const SHORTEST_MS = 60;
  const PICTURES_MS = 500;

  const ear = `registerProcessor("footlight-ear", class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.beep = null;
    }
    process([[samples]]) {
      (samples ?? []).forEach((sample, index) => this.hear(sample * sample, currentTime + index / sampleRate));
      return true;
    }
    hear(power, at) {
      if (power > 1e-4) {
        this.beep ??= { began: at, power: 0, moment: 0 };
        this.beep.ended = at;
      }
      if (this.beep === null) {
        return;
      }
      this.beep.power += power;
      this.beep.moment += power * at;
      if (at - this.beep.ended > 0.02) {
        const { began, ended, moment, power } = this.beep;
        this.port.postMessage({ length: 1000 * (ended - began), middle: moment / power });
        this.beep = null;
      }
    }
  })`;

  const epoch = (now) => performance.timeOrigin + now;
  const wrap = (ms) => ((((ms + 500) % 1000) + 1000) % 1000) - 500;

  /** Listens to all that is given to the speakers from now on; `heard` gets the time of the middle of each beep. */
  function listen(heard) {
    const address = URL.createObjectURL(new Blob([ear], { type: "text/javascript" }));
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (to, ...rest) {
      if (to instanceof AudioDestinationNode) {
        void tap(this);
      }
      return connect.call(this, to, ...rest);
    };
    async function tap(node) {
      const { context } = node;
      await context.audioWorklet.addModule(address);
      const end = new AudioWorkletNode(context, "footlight-ear", { numberOfOutputs: 0 });
      end.port.onmessage = ({ data: { length, middle } }) => {
        const { contextTime, performanceTime } = context.getOutputTimestamp();
        if (length >= SHORTEST_MS) {
          heard(epoch(performanceTime + 1000 * (middle - contextTime)));
        }
      };
      connect.call(node, end);
    }
    return () => {
      AudioNode.prototype.connect = connect;
    };
  }

  /** Looks at each refresh, until told to stop, for pictures not seen before: `seen` gets the delay of each. */
  function watch(player, seen) {
    let number = null;
    let running = true;
    const look = () => {
      for (const surface of readback.surfaces(player)) {
        const strip = readback.readStrip(surface);
        if (strip !== null && strip.number !== number) {
          number = strip.number;
          seen(readback.delayOf(strip));
        }
      }
      if (running) {
        requestAnimationFrame(look);
      }
    };
    look();
    return () => {
      running = false;
    };
  }

  /**
   * Plays the test source from this address for so many ms, after some to settle.
   *
   * @returns for each beep how many ms later than its sound the pictures around it were seen.
   */
  return async (address, settle, duration) => {
    const beeps = [];
    const pictures = [];
    const hush = listen((at) => beeps.push(at));
    const player = readback.open(address, "webcodecs", true);
    await new Promise((done) => setTimeout(done, settle));
    const from = epoch(performance.now());
    const stop = watch(player, (delay) => pictures.push({ at: epoch(performance.now()), delay }));
    await new Promise((done) => setTimeout(done, duration));
    stop();
    hush();
    player.remove();
    return beeps.flatMap((beep) => {
      const around = pictures.filter(({ at }) => Math.abs(at - beep) < PICTURES_MS).map(({ delay }) => delay);
      around.sort((a, b) => a - b);
      const delay = around[around.length >> 1];
      return beep < from || delay === undefined ? [] : [wrap(delay - (beep - MIDDLE_MS))];
    });
  };
}
