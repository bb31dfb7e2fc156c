/* Runs in the page of `footlight bench latency`: reads the time strip (footlight/capture/timestrip.py) back
 * from the pixels that the player shows, many times a second. Evaluated to an object of functions. */
(() => {
  const BLOCKS = 64;
  const POLL_MS = 4;
  const probe = document.createElement("canvas");
  const context = probe.getContext("2d", { willReadFrequently: true });

  const now = () => performance.timeOrigin + performance.now();
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  function crc8(bytes) {
    let crc = 0x5a;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) {
        crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
      }
    }
    return crc;
  }

  /** The strip that a surface shows: capture time in ms modulo 2**40 µs, and the picture's number; or null. */
  function readStrip(surface) {
    const width = surface.videoWidth ?? surface.width;
    const height = surface.videoHeight ?? surface.height;
    const side = Math.floor(width / 80);
    if (side < 4) {
      return null;
    }
    const left = Math.floor((width - BLOCKS * side) / 2);
    const rows = Math.max(1, side >> 2);
    probe.width = BLOCKS * side;
    probe.height = rows;
    const top = height - 2 * side + ((side - rows) >> 1);
    context.drawImage(surface, left, top, BLOCKS * side, rows, 0, 0, BLOCKS * side, rows);
    const pixels = context.getImageData(0, 0, BLOCKS * side, rows).data;
    const word = new Uint8Array(8);
    for (let block = 0; block < BLOCKS; block++) {
      const green = pixels[4 * (block * side + (side >> 1)) + 1];
      word[block >> 3] |= (green > 128 ? 1 : 0) << (7 - (block & 7));
    }
    if (crc8(word.subarray(0, 7)) !== word[7]) {
      return null;
    }
    const micros = word.subarray(0, 5).reduce((sum, byte) => sum * 256 + byte, 0);
    return { ms: micros / 1000, number: word[5] * 256 + word[6] };
  }

  function delayOf(strip) {
    const span = 2 ** 40 / 1000;
    return (((now() - strip.ms) % span) + span) % span;
  }

  function open(address, engine, sound) {
    const player = document.createElement("footlight-player");
    player.setAttribute("autoplay", "");
    player.setAttribute("src", address);
    player.setAttribute("engine", engine);
    player.toggleAttribute("muted", !sound);
    player.style.cssText = "display:block;width:1280px;height:720px";
    document.body.replaceChildren(player);
    return player;
  }

  const surfaces = (player) => player.shadowRoot.querySelectorAll("canvas, video");

  /** Watches until the first strip is read, or for 10 s; ms from making the element on, or null. */
  async function first(player, began) {
    while (now() - began < 10_000) {
      for (const surface of surfaces(player)) {
        if (readStrip(surface) !== null) {
          return now() - began;
        }
      }
      await pause(POLL_MS);
    }
    return null;
  }

  return {
    open,
    surfaces,
    readStrip,
    delayOf,

    /** Connects anew so many times; ms to the first picture each. */
    async connects(address, engine, sound, count, every) {
      const found = [];
      for (let i = 0; i < count; i++) {
        const began = now();
        found.push(await first(open(address, engine, sound), began));
        document.body.replaceChildren();
        await pause(every);
      }
      return found;
    },

    /** The delay of every picture that was seen in so many ms, after some to settle. */
    async delays(address, engine, sound, settle, duration) {
      const player = open(address, engine, sound);
      await first(player, now());
      await pause(settle);
      const seen = new Map();
      const until = now() + duration;
      while (now() < until) {
        for (const surface of surfaces(player)) {
          const strip = readStrip(surface);
          if (strip !== null && !seen.has(strip.number)) {
            seen.set(strip.number, delayOf(strip));
          }
        }
        await pause(POLL_MS);
      }
      return [...seen.values()].slice(1);
    },
  };
})()
