import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { DecisionLog } from '../decisions/index.js';
import { contextOf, mapping, policySet, user } from '../policies/callers.spec-helper.js';
import { can, claims, groups } from '../policies/index.js';
import { OpenTelemetrySink } from './open-telemetry.sink.js';

/** What the SDK's own context manager does: it keeps the active context per asynchronous task. */
class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    step: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => step.call(thisArg, ...args));
  }
  bind<T>(_context: Context, target: T): T {
    return target;
  }
  enable(): this {
    return this;
  }
  disable(): this {
    return this;
  }
}

function setUp(): { provider: LoggerProvider; records: () => ReadableLogRecord[] } {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  return { provider, records: () => exporter.getFinishedLogRecords() };
}

const spanContext = (digit: string) => ({
  traceId: digit.repeat(32),
  spanId: digit.repeat(16),
  traceFlags: 0,
});

describe('OpenTelemetrySink', () => {
  beforeAll(() => context.setGlobalContextManager(new AsyncContextManager()));
  afterAll(() => {
    context.disable();
  });

  it('emits decisions as events, with what explains them as attributes', async () => {
    const { provider, records } = setUp();
    const sink = new OpenTelemetrySink({ loggerProvider: provider });
    const log = new DecisionLog(
      { sink, grantSampleRate: 1, claims: ['custom:tenant'] },
      { clock: () => 1_000 },
    );
    const policies = policySet(
      mapping('ArticlePolicies.editors', { kind: 'group', group: 'editors' }, ({ can: allow, cannot }) => {
        allow('update', 'Article');
        cannot('delete', 'Article').because('it is archived');
      }),
    );
    const editor = user({ groups: ['editors'], claims: { 'custom:tenant': 'acme' } });
    const editing = contextOf(editor, { ability: policies.abilityFor(editor) });
    const about = () => ({ route: { handler: 'Articles.update', method: 'PATCH', path: '/articles/:id' } });
    void log.evaluate(can('update', 'Article'), editing, { about });
    void log.evaluate(can('delete', 'Article'), editing, { about });
    void log.evaluate(
      claims(() => 'nonsense' as never),
      contextOf(user()),
    );
    void log.evaluate(can('update', 'Article'), editing, { shadow: { policies: policySet() } });
    await log.flush();

    const [granted, denied, failed, , difference] = records();
    expect(granted).toMatchObject({
      eventName: 'castellan.decision',
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      hrTime: [1, 0],
      instrumentationScope: { name: 'castellan' },
    });
    expect(denied).toMatchObject({ severityNumber: SeverityNumber.WARN });
    expect(denied?.attributes).toMatchObject({
      'castellan.granted': false,
      'castellan.reason': 'rule',
      'castellan.caller.sub': 'alice',
      'castellan.caller.claims.custom:tenant': 'acme',
      'castellan.route.handler': 'Articles.update',
      'castellan.route.path': '/articles/:id',
      'castellan.action': 'delete',
      'castellan.subject.type': 'Article',
      'castellan.rule.source': 'ArticlePolicies.editors',
      'castellan.rule.because': 'it is archived',
      'castellan.rule.appliesTo.group': 'editors',
    });
    expect(failed).toMatchObject({ severityNumber: SeverityNumber.ERROR });
    expect(difference).toMatchObject({
      eventName: 'castellan.shadow_difference',
      severityNumber: SeverityNumber.WARN,
      attributes: { 'castellan.live.granted': true, 'castellan.shadow.granted': false },
    });
  });

  it('keeps the trace of the request, also where it is not sampled', async () => {
    const { provider, records } = setUp();
    const log = new DecisionLog({ sink: new OpenTelemetrySink({ loggerProvider: provider }) });
    for (const digit of ['a', 'b']) {
      context.with(trace.setSpanContext(ROOT_CONTEXT, spanContext(digit)), () => {
        void log.evaluate(groups('editors'), contextOf(user()));
      });
    }
    await log.flush();
    expect(records().map((record) => record.spanContext?.traceId)).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
  });

  it('emits through the provider of the process where none is given', async () => {
    const { provider, records } = setUp();
    logs.setGlobalLoggerProvider(provider);
    const log = new DecisionLog({ sink: new OpenTelemetrySink() });
    void log.evaluate(groups('editors'), contextOf(user()));
    await log.flush();
    logs.disable();
    expect(records()).toHaveLength(1);
  });

  it('has nothing of the token or of an error in it', async () => {
    const { provider, records } = setUp();
    const log = new DecisionLog({ sink: new OpenTelemetrySink({ loggerProvider: provider }) });
    const caller = user({ claims: { email: 'SENTINEL', nested: { deep: 'SENTINEL' } } });
    await log.evaluate(
      claims(() => {
        throw new Error('SENTINEL');
      }),
      contextOf(caller),
    );
    await log.flush();
    expect(records()).toHaveLength(1);
    const { attributes, body, eventName } = records()[0]!;
    expect(JSON.stringify({ attributes, body, eventName })).not.toContain('SENTINEL');
  });

  it('refuses a provider that is none', () => {
    expect(() => new OpenTelemetrySink({ loggerProvider: {} as never })).toThrow('getLogger');
  });
});
