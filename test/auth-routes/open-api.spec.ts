import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import * as swagger from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { CastellanModule } from 'castellan';
import { AuthController, authOpenApi, type OpenApiDocument, UserPoolService } from 'castellan/user-pool';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';
import { AuthWorld } from './auth-world.js';

const operationsOf = (paths: object): string[] =>
  Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    )
    .sort();

async function problemsOf(document: object): Promise<unknown> {
  const { valid, errors } = await new Validator().validate(
    JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
  );
  return valid ? [] : errors;
}

describe('the description of the ready-made routes', () => {
  it('is OpenAPI 3.1', async () => {
    expect(await problemsOf(authOpenApi())).toEqual([]);
  });

  it('says what bodies must be, and that accounts need a token', () => {
    const { paths } = authOpenApi({ path: '/api/auth', without: ['deleteMe'] });
    expect(paths['/api/auth/sign-up']?.post).toMatchObject({
      operationId: 'signUp',
      security: [],
      requestBody: {
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['username'],
              additionalProperties: false,
              properties: { username: { type: 'string', maxLength: 128 } },
            },
          },
        },
      },
    });
    expect(paths['/api/auth/me']?.get?.security).toEqual([{ bearer: [] }]);
    expect(paths['/api/auth/me']).not.toHaveProperty('delete');
    expect(paths['/api/auth/me/devices/{deviceKey}']?.put?.parameters).toMatchObject([
      { name: 'deviceKey', in: 'path', required: true },
    ]);
  });

  it('follows the attributes that users may write', () => {
    const schema = (document: OpenApiDocument) =>
      JSON.stringify(document.paths['/auth/sign-up']?.post?.requestBody);
    expect(schema(authOpenApi())).not.toContain('custom:');
    expect(schema(authOpenApi({ writableAttributes: ['custom:nickname'] }))).toContain('custom:nickname');
  });

  it('takes a path only', () => {
    expect(() => authOpenApi({ path: 'auth/' })).toThrow(
      "Write a path without a slash at the end, such as '/auth'",
    );
  });
});

describe.each(PLATFORMS)('@nestjs/swagger on %s', (platform) => {
  it('describes the routes with the rest of the application', async () => {
    const world = await AuthWorld.create();
    const { app } = await listeningApp(
      platform,
      {
        imports: [CastellanModule.forRoot(world.castellanOptions)],
        providers: [{ provide: UserPoolService, useValue: world.users }],
        controllers: [AuthController({ path: 'auth', swagger })],
      },
      (application) => {
        application.setGlobalPrefix('api');
      },
    );
    try {
      const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').addBearerAuth().build();
      const document = SwaggerModule.createDocument(app, config);
      const own = authOpenApi({ path: '/api/auth' });
      expect(await problemsOf(document)).toEqual([]);
      expect(operationsOf(document.paths)).toEqual(operationsOf(own.paths));
      for (const [path, methods] of Object.entries(own.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
          const described = (document.paths[path] as Record<string, unknown>)[method];
          expect(JSON.parse(JSON.stringify(described))).toMatchObject(
            JSON.parse(JSON.stringify(operation)) as object,
          );
        }
      }
    } finally {
      await app.close();
      await world.stop();
    }
  });
});
