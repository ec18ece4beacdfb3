const { TestEnvironment } = require('jest-environment-node');

/** One failing test is enough to tell that a mutant is found: those after it are skipped. */
module.exports = class UntilFirstFailure extends TestEnvironment {
  #failed = false;

  handleTestEvent(event) {
    if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
    if (event.name === 'test_done') this.#failed ||= event.test.errors.length > 0;
  }
};
