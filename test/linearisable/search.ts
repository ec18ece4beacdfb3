/** One call as its client saw it: when it was sent, when it was answered, and with what. */
export interface Call<Input, Output> {
  readonly input: Input;
  readonly invokedAt: number;
  /** `Infinity` where no answer came: it may have happened at any time since, or never will. */
  readonly answeredAt: number;
  readonly output: Output | undefined;
}

/** What a call may come to, and what is true after it. */
export interface Step<State, Output> {
  readonly state: State;
  readonly output: Output;
}

/** The thing that was called, as if one call came after the other. */
export interface Model<State, Input, Output> {
  /** More than one where the model leaves it open. */
  readonly steps: (state: State, input: Input) => readonly Step<State, Output>[];
  /** The same text for states between which no call can tell. */
  readonly keyOf: (state: State) => string;
  readonly textOf: (output: Output) => string;
}

export interface Verdict<Input, Output> {
  readonly isLinearisable: boolean;
  /** An order of the calls that explains all answers; else the longest beginning of one that there is. */
  readonly order: readonly Call<Input, Output>[];
}

/**
 * Wing and Gong's search, with Lowe's memory of what was tried: is there an order of the calls in which each takes place
 * between its sending and its answer, and in which the model answers just as the clients were answered?
 */
export function linearise<State, Input, Output>(
  model: Model<State, Input, Output>,
  initial: State,
  calls: readonly Call<Input, Output>[],
): Verdict<Input, Output> {
  const tried = new Set<string>();
  let longest: readonly Call<Input, Output>[] = [];

  function search(
    state: State,
    left: readonly Call<Input, Output>[],
    done: readonly Call<Input, Output>[],
  ): boolean {
    if (done.length > longest.length) longest = done;
    if (left.every(({ output }) => output === undefined)) return true;
    const key = `${left.map((call) => calls.indexOf(call)).join()}|${model.keyOf(state)}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const firstAnswer = Math.min(...left.map(({ answeredAt }) => answeredAt));
    return left
      .filter(({ invokedAt }) => invokedAt <= firstAnswer)
      .some((call) => {
        const rest = left.filter((other) => other !== call);
        return explained(model, state, call).some((next) => search(next, rest, [...done, call]));
      });
  }

  const isLinearisable = search(initial, calls, []);
  return { isLinearisable, order: longest };
}

/** The states after a call that was answered as it was. */
const explained = <State, Input, Output>(
  { steps, textOf }: Model<State, Input, Output>,
  state: State,
  { input, output }: Call<Input, Output>,
): readonly State[] =>
  steps(state, input)
    .filter((step) => output === undefined || textOf(step.output) === textOf(output))
    .map((step) => step.state);
