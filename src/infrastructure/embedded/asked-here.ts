/** Who answers requests in order: a thread (`RequestThread`), or whoever asks. */
export interface Asked<Request, Reply> {
  ask(request: Request): Promise<Reply>;
  close(): Promise<void>;
}

/** Answers on the calling thread, for one that has nothing else to do. */
export class AskedHere<Request, Reply> implements Asked<Request, Reply> {
  constructor(
    private readonly service: {
      readonly answer: (requests: readonly Request[]) => readonly Reply[];
      readonly close: () => void;
    },
  ) {}

  ask(request: Request): Promise<Reply> {
    return new Promise((resolve) => {
      const [reply] = this.service.answer([request]);
      resolve(reply as Reply);
    });
  }

  close(): Promise<void> {
    this.service.close();
    return Promise.resolve();
  }
}
