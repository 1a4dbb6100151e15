import { Controller, Get, type INestApplication, Module, type Type } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  Can,
  CastellanModule,
  type CastellanOptions,
  ForGroup,
  Groups,
  Policies,
  Public,
  routeLines,
  routesOf,
  RouteTable,
  type Rules,
  Scopes,
} from 'castellan';
import { microservices } from 'castellan/microservices';
import { webSockets } from 'castellan/websockets';

const OPTIONS: CastellanOptions = {
  userPools: [{ userPoolId: 'eu-west-1_Doors', clientIds: ['web'], tokenUse: 'access' }],
  doors: [webSockets(), microservices()],
};

@Policies()
class RoomPolicies {
  @ForGroup('members')
  members({ can }: Rules) {
    can('enter', 'Room');
  }
}

@WebSocketGateway({ path: '/chat' })
@Groups('members')
class ChatGateway {
  @SubscribeMessage('enter') @Can('enter', 'Room', { subject: () => ({}) }) enter() {}
  @SubscribeMessage('say') say() {}
  @SubscribeMessage({ kind: 'shout' }) @Scopes('chat/shout') shout() {}
}

@Controller('sums')
class SumsController {
  @Get() @Public() list() {}
  @MessagePattern({ cmd: 'sum' }) @Groups('members') sum() {}
  @MessagePattern(['mean', 'median']) @Scopes('sums/read') average() {}
  @EventPattern('rooms.#') @Public() happened(what: unknown) {
    return what;
  }
}

const LINES = [
  'GET /sums                       SumsController.list      public',
  'message "mean"                  SumsController.average   with sums/read',
  'message "median"                SumsController.average   with sums/read',
  'message "rooms.#"               SumsController.happened  public',
  'message {"cmd":"sum"}           SumsController.sum       in members',
  'websocket "enter"               ChatGateway.enter        in members, can(enter, Room, loaded)',
  'websocket "say"                 ChatGateway.say          in members',
  'websocket {"kind":"shout"}      ChatGateway.shout        in members, with chat/shout',
];

function moduleOf(options: Partial<CastellanOptions> = {}, more: readonly Type[] = []): Type {
  @Module({
    imports: [CastellanModule.forRoot({ ...OPTIONS, ...options })],
    controllers: [SumsController],
    providers: [ChatGateway, RoomPolicies, ...more],
  })
  class DoorsModule {}
  return DoorsModule;
}

const squeezed = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replaceAll(/ {2,}/g, '  '));

describe('the table of an application with doors', () => {
  it('lists gateways and handlers of messages beside routes, as `castellan routes` does', async () => {
    expect(squeezed(routeLines(await routesOf(moduleOf())))).toEqual(squeezed(LINES));
  });

  it('is the same where the application runs', async () => {
    const compiled = await Test.createTestingModule({ imports: [moduleOf()] }).compile();
    const app: INestApplication = compiled.createNestApplication({ logger: false });
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.init();
    const { routes } = app.get(RouteTable);
    expect(squeezed(routeLines(routes))).toEqual(squeezed(LINES));
    expect(routes.some(({ guardedElsewhere }) => guardedElsewhere)).toBe(false);
    await app.close();
  });

  it('shows a gateway and a handler of messages that nobody guarded', async () => {
    @WebSocketGateway()
    class ForgottenGateway {
      @SubscribeMessage('forgotten') forgotten() {}
    }
    const routes = await routesOf(moduleOf({}, [ForgottenGateway]));
    expect(routes.filter(({ unguarded }) => unguarded).map(({ kind, route }) => [kind, route])).toEqual([
      ['websocket', 'websocket "forgotten"'],
    ]);
  });
});
