/** The decoding worker: one connection, its pictures drawn, its sound handed on. */

import type { FromWorker, ToWorker } from "./messages.ts";
import { Receiver } from "./receiver.ts";
import { PageTickets } from "./tickets.ts";

/** What a worker has and TypeScript's DOM types lack. */
interface WorkerThread {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
  close(): void;
}

/** Wait for the page's word, in the worker that loaded this file. */
export function startWorker(): void {
  const thread = globalThis as unknown as WorkerThread;
  const say = (message: FromWorker) => thread.postMessage(message);
  const tickets = new PageTickets(say);
  let receiver: Receiver | null = null;
  thread.onmessage = ({ data }) => {
    switch (data.type) {
      case "start":
        receiver = new Receiver(data, data.hasTickets ? (refusal) => tickets.ask(refusal) : null, say);
        receiver.open();
        break;
      case "sound-port":
        receiver?.sound.connect(data.port);
        break;
      case "sound":
        receiver?.sound.turn(data.on);
        break;
      case "sound-track":
        receiver?.chooseSound(data.id);
        break;
      case "sound-anchor":
        receiver?.sound.clock.anchored(data.anchor);
        break;
      case "report-frames":
        receiver?.reportFrames(data.on);
        break;
      case "ticket":
        tickets.answered(data.id, data.ticket, data.failed);
        break;
      case "stop":
        receiver?.close();
        thread.close();
        break;
    }
  };
}
