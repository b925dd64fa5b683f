import type { ErrorShape } from "../../shared/errors.ts";
import type { HostMessage, PanelContract, RequestMessage } from "../../shared/panels/rpc.ts";

/** What a screen needs of where it runs: VS Code, a plain page in a browser, a test. */
export interface Endpoint<Contract extends PanelContract> {
  /** Rejects with a `HostFailure` when the host says no. */
  request<Name extends keyof Contract["requests"] & string>(
    name: Name,
    input: Contract["requests"][Name]["input"],
  ): Promise<Contract["requests"][Name]["output"]>;
  onPush(listener: (push: Contract["push"]) => void): void;
}

/** The host's no, with what a person may see of it. */
class HostFailure extends Error {
  readonly shape: ErrorShape;

  constructor(shape: ErrorShape) {
    super(shape.message);
    this.name = "HostFailure";
    this.shape = shape;
  }
}

export interface MessagePort {
  postMessage(message: RequestMessage): void;
}

/** Over `postMessage`, with an answer for each request. */
export function endpointOver<Contract extends PanelContract>(port: MessagePort): Endpoint<Contract> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners: ((push: Contract["push"]) => void)[] = [];
  let lastId = 0;
  window.addEventListener("message", ({ data }: MessageEvent<HostMessage<Contract["push"]>>) => {
    switch (data.type) {
      case "push":
        for (const listener of listeners) listener(data.push);
        break;
      case "answer":
        waiting.get(data.id)?.resolve(data.value);
        waiting.delete(data.id);
        break;
      case "failure":
        waiting.get(data.id)?.reject(new HostFailure(data.error));
        waiting.delete(data.id);
        break;
    }
  });
  return {
    request(name, input) {
      lastId += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(lastId, answer);
      port.postMessage({ type: "request", id: lastId, name, input });
      return answer.promise;
    },
    onPush: (listener) => void listeners.push(listener),
  };
}
