import type { ExecutionContext } from '@nestjs/common';
import {
  MessageBody,
  type OnGatewayConnection,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import {
  Accessible,
  type AccessibleFilter,
  Authenticated,
  Can,
  CheckFields,
  CurrentCaller,
  CurrentTenant,
  CurrentUser,
  ForEveryone,
  ForGroup,
  Groups,
  Policies,
  Public,
  type Caller,
  type Rules,
  Scopes,
  Subject,
  Tenant,
  type UserPrincipal,
} from 'castellan';
import { callerOf } from 'castellan/websockets';
import { Runs } from './gateway-app.js';

export interface Order {
  readonly id: string;
  readonly owner: string;
  readonly state: string;
}

export const ORDERS: readonly Order[] = [
  { id: '1', owner: 'alice', state: 'open' },
  { id: '2', owner: 'bob', state: 'open' },
];

@Policies()
export class OrderPolicies {
  @ForEveryone()
  guests({ can }: Rules) {
    can('list', 'Order', { state: 'public' });
  }

  @ForGroup('customers')
  customers({ can, cannot }: Rules, user: UserPrincipal) {
    can(['list', 'change'], 'Order', { owner: user.username });
    cannot('change', 'Order', ['owner']);
  }
}

const orderOfMessage = (context: ExecutionContext): Order | undefined => {
  const { id } = context.switchToWs().getData<{ id: string }>();
  return ORDERS.find((order) => order.id === id);
};

@WebSocketGateway()
@Authenticated()
export class OrdersGateway implements OnGatewayConnection {
  constructor(private readonly runs: Runs) {}

  handleConnection(client: object): void {
    this.runs.connections += callerOf(client).kind === 'anonymous' ? 100 : 1;
  }

  @SubscribeMessage('me')
  me(@CurrentUser() user: UserPrincipal) {
    this.runs.messages += 1;
    return { event: 'me', data: user.username };
  }

  @SubscribeMessage('staff')
  @Groups('staff')
  staff() {
    this.runs.messages += 1;
    return { event: 'staff', data: true };
  }

  @SubscribeMessage('import')
  @Scopes('articles/write')
  import() {
    this.runs.messages += 1;
    return { event: 'import', data: true };
  }

  @SubscribeMessage('order')
  @Can('change', 'Order', { subject: orderOfMessage })
  order(@Subject() order: Order) {
    this.runs.messages += 1;
    return { event: 'order', data: order };
  }

  @SubscribeMessage('change')
  @Can('change', 'Order', { subject: orderOfMessage })
  @CheckFields()
  change(@MessageBody() body: object) {
    this.runs.messages += 1;
    return { event: 'change', data: body };
  }

  @SubscribeMessage('list')
  list(@Accessible('list', 'Order') filter: AccessibleFilter) {
    this.runs.messages += 1;
    return { event: 'list', data: filter.filter(ORDERS).map(({ id }) => id) };
  }

  @SubscribeMessage('tenant')
  @Tenant({ claim: 'client_id', header: 'x-tenant' })
  tenant(@CurrentTenant() tenant: string) {
    this.runs.messages += 1;
    return { event: 'tenant', data: tenant };
  }

  @SubscribeMessage('wait')
  async wait() {
    this.runs.messages += 1;
    await this.runs.released;
    return { event: 'waited', data: true };
  }

  @SubscribeMessage('fail')
  fail(): never {
    this.runs.messages += 1;
    throw new Error('a secret of the handler');
  }
}

@WebSocketGateway()
export class LobbyGateway {
  constructor(private readonly runs: Runs) {}

  @SubscribeMessage('hello')
  @Public()
  hello(@CurrentCaller() caller: Caller) {
    this.runs.messages += 1;
    return { event: 'hello', data: caller.kind };
  }

  @SubscribeMessage('forgotten')
  forgotten() {
    this.runs.messages += 1;
    return { event: 'forgotten', data: true };
  }
}
