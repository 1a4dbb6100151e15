import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { PolicySet } from '../../policies/index.js';
import { ANONYMOUS } from '../../tokens/index.js';
import type { Refuser } from '../context/refuser.js';
import { attachFieldContext, requestContextOf } from '../context/attached-contexts.js';
import { RequestContext } from '../context/request-context.js';
import { GraphqlCallers } from './graphql-callers.js';
import { graphqlFieldOf } from './graphql-field.js';

const newContext = (): RequestContext =>
  new RequestContext(ANONYMOUS, {
    policies: new PolicySet([], { defaultPool: 'pool' }),
    refusals: {} as Refuser,
    credentials: undefined,
    clients: undefined,
    tokens: () => ({ bearerToken: undefined, idToken: undefined }),
    checkRevocation: () => undefined,
    isAnswered: () => false,
    identity: () => Promise.reject(new Error('Nobody asks.')),
  });

describe('GraphqlCallers', () => {
  it('finds the caller once for each handler', async () => {
    const callers = new GraphqlCallers();
    const [one, other] = [{}, {}];
    let asked = 0;
    const identify = (): Promise<RequestContext> => {
      asked += 1;
      return Promise.resolve(newContext());
    };
    const [a, b] = await Promise.all([callers.find(one, identify), callers.find(one, identify)]);
    expect(a).toBe(b);
    expect(await callers.find(other, identify)).not.toBe(a);
    expect(asked).toBe(2);
  });

  it('lets no field in once the request was refused, also one that was being let in', async () => {
    const callers = new GraphqlCallers();
    const refusal = new Error('refused');
    const pending = callers.find({}, () => Promise.resolve(newContext()));
    callers.refuseAll(refusal);
    await expect(pending).rejects.toBe(refusal);
    expect(() => callers.find({}, newContext)).toThrow(refusal);
    expect(callers.isAdmitted).toBe(false);
  });
});

describe('the context of a field', () => {
  it('is that of its own parent: references of one field share everything else', () => {
    const info = { operation: { operation: 'query' } };
    const hosts = [{ id: '1' }, { id: '2' }].map((reference) => {
      const host = new ExecutionContextHost([reference, {}, info]);
      host.setType('graphql');
      return host;
    });
    const ofRequest = newContext();
    const contexts = hosts.map((host) => {
      const context = ofRequest.forField();
      attachFieldContext(graphqlFieldOf(host), context);
      return context;
    });
    expect(hosts.map((host) => requestContextOf(host))).toEqual(contexts);
    expect(requestContextOf(hosts[0]!)).not.toBe(requestContextOf(hosts[1]!));
  });

  it('shares the ability of the request and no subject', () => {
    const ofRequest = newContext();
    const [one, other] = [ofRequest.forField(), ofRequest.forField()];
    one.loadSubject('loader', () => ({ id: '1' }));
    expect(one.ability).toBe(other.ability);
    expect(() => other.subject()).toThrow('has 0');
  });
});
