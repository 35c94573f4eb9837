const { TestEnvironment } = require('jest-environment-node');

/** Where a test fails, the pages say what they showed at that moment: a failure that comes once in a hundred runs is understood from one. */
module.exports = class extends TestEnvironment {
  async handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') await this.global.tellPages?.(test.name);
  }
};
