const { TestEnvironment } = require('jest-environment-node');

/** What `openBrowser` leaves here is for a test that fails. */
module.exports = class extends TestEnvironment {
  /** The pages say what they showed at that moment: a failure that comes once in a hundred runs is understood from one. */
  async handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') await this.global.tellPages?.(test.name);
  }

  /** What fails before the first test may leave the browser open, and jest would wait for its end. */
  async teardown() {
    await this.global.closeBrowser?.();
    await super.teardown();
  }
};
