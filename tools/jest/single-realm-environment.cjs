/**
 * Jest gives every spec file a realm of its own, and in it a copy of every package: a second of loading for each file,
 * and an `Error` that is not the `Error` of Node. Here specs run in Node's own realm, as an application does: packages
 * are loaded by Node, once in a worker, and only the project's own modules anew for every file.
 */
const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { shareRsaKeys } = require('./rsa-key-ring.cjs');

shareRsaKeys();

// Node has no name for its own realm, so that a context which stands for it is taken out on the way. What is compiled
// there serves all spec files of a worker, each of which runs it anew.
const OWN_REALM = Object.freeze({});
const { compileFunction } = vm;
const compiled = new Map();

vm.compileFunction = (code, parameters, options) => {
  if (options?.parsingContext !== OWN_REALM) return compileFunction(code, parameters, options);
  const { filename } = options;
  const known = compiled.get(filename);
  if (known?.code === code) return known.run;
  const run = compileFunction(code, parameters, { filename });
  compiled.set(filename, { code, run });
  return run;
};

/** What a spec file leaves on an object is taken back, also so that the file's modules can be collected. */
function snapshotOf(object) {
  const before = new Map(
    Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]),
  );
  return () => {
    for (const key of Reflect.ownKeys(object)) if (!before.has(key)) Reflect.deleteProperty(object, key);
    for (const [key, descriptor] of before)
      if (descriptor.configurable) Object.defineProperty(object, key, descriptor);
  };
}

function listenersOf(emitter) {
  const before = new Map(emitter.eventNames().map((name) => [name, emitter.rawListeners(name)]));
  return () => {
    for (const name of emitter.eventNames()) {
      for (const listener of emitter.rawListeners(name)) {
        if (!before.get(name)?.includes(listener)) emitter.removeListener(name, listener);
      }
    }
  };
}

module.exports = class SingleRealmEnvironment {
  global = globalThis;
  fakeTimers = null;

  constructor({ projectConfig }) {
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.restorations = [
      snapshotOf(globalThis),
      snapshotOf(process),
      snapshotOf(process.env),
      snapshotOf(Error),
      listenersOf(process),
    ];
    globalThis.__loadPackage = (file) => require(file);
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    for (const restore of this.restorations) restore();
    this.restorations = [];
    this.fakeTimersModern = null;
    this.moduleMocker = null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return OWN_REALM;
  }
};
