/** A Nest application with one handler under one guard, driven by the messages of its parent process. */
import 'reflect-metadata';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { Controller, Get, Module, UnauthorizedException, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Can, CastellanModule, ForGroup, Groups, Policies } from 'castellan';
import { passportJwtSecret } from 'jwks-rsa';
import { LRUCache } from 'lru-cache';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { CLIENT_ID, ISSUER, USER_POOL_ID } from './tokens.mjs';

const decorate = (decorators, prototype, name) => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  for (const decorator of decorators) decorator(prototype, name, descriptor);
};

function articles(...decorators) {
  class ArticlesController {
    list() {
      return [{ title: 'Welcome' }];
    }
  }
  decorate([Get('articles'), ...decorators], ArticlesController.prototype, 'list');
  Controller()(ArticlesController);
  return ArticlesController;
}

const bearerOf = (context) => {
  const header = context.switchToHttp().getRequest().headers.authorization ?? '';
  if (!header.startsWith('Bearer ')) throw new UnauthorizedException();
  return header.slice(7);
};

/** The parts of the application under each guard. */
const PARTS = {
  unguarded: () => ({ controllers: [articles()] }),

  header: () => {
    const guard = { canActivate: (context) => bearerOf(context).length > 0 };
    return { controllers: [articles(UseGuards(guard))] };
  },

  castellan: (jwks) => {
    class ArticlePolicies {
      editors({ can, cannot }, user) {
        can('read', 'Article');
        can('update', 'Article', { authorId: user.sub });
        cannot('delete', 'Article');
      }
    }
    decorate([ForGroup('editors')], ArticlePolicies.prototype, 'editors');
    Policies()(ArticlePolicies);
    const userPools = [{ userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks }];
    return {
      imports: [CastellanModule.forRoot({ userPools })],
      controllers: [articles(Groups('editors'), Can('read', 'Article'))],
      providers: [ArticlePolicies],
    };
  },

  lru: (jwks) => {
    const key = createPublicKey({ key: jwks.keys[0], format: 'jwk' });
    const known = new LRUCache({ max: 10_000 });
    const guard = {
      canActivate(context) {
        const token = bearerOf(context);
        const digest = createHash('sha256').update(token).digest('base64url');
        if (known.has(digest)) return true;
        const [header, payload, signature] = token.split('.');
        const content = Buffer.from(`${header}.${payload}`);
        if (!verify('RSA-SHA256', content, key, Buffer.from(signature, 'base64url')))
          throw new UnauthorizedException();
        known.set(digest, JSON.parse(Buffer.from(payload, 'base64url')));
        return true;
      },
    };
    return { controllers: [articles(UseGuards(guard))] };
  },

  passport: (_jwks, jwksUri) => {
    class JwtStrategy extends PassportStrategy(Strategy) {
      constructor() {
        super({
          jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
          issuer: ISSUER,
          algorithms: ['RS256'],
          secretOrKeyProvider: passportJwtSecret({ cache: true, rateLimit: true, jwksUri }),
        });
      }
      validate(payload) {
        return payload;
      }
    }
    return {
      imports: [PassportModule],
      controllers: [articles(UseGuards(AuthGuard('jwt')))],
      providers: [JwtStrategy],
    };
  },
};

async function serveKeys(jwks) {
  const server = createServer((_request, response) => response.end(JSON.stringify(jwks)));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/jwks.json`;
}

process.once('message', async ({ platform, guard, jwks }) => {
  class AppModule {}
  Module(PARTS[guard](jwks, await serveKeys(jwks)))(AppModule);
  const adapter = platform === 'Express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  process.send({ port: app.getHttpServer().address().port });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ microseconds: user + system });
  });
});
