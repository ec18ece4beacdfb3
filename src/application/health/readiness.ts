import {
  type Dependency,
  type DependencyState,
  type WatchDeps,
  WatchedDependency,
} from './watched-dependency.js';

export interface ReadinessReport {
  readonly state: 'ready' | 'dependency_down' | 'draining';
  readonly dependencies: readonly DependencyState[];
}

/** Whether requests should be sent to this instance now. */
export class Readiness {
  readonly #watched: readonly WatchedDependency[];
  #isDraining = false;

  constructor(dependencies: readonly Dependency[], deps: WatchDeps) {
    this.#watched = dependencies.map((dependency) => new WatchedDependency(dependency, deps));
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** From now on it is to be left out, for good; what still comes is answered. */
  drain(): void {
    this.#isDraining = true;
  }

  async report(): Promise<ReadinessReport> {
    const dependencies = await Promise.all(this.#watched.map((watched) => watched.look()));
    const isDown = dependencies.some(({ state }) => state === 'down');
    return {
      state: this.#isDraining ? 'draining' : isDown ? 'dependency_down' : 'ready',
      dependencies,
    };
  }
}
