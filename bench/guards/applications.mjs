import { createHash, createPublicKey, verify } from 'node:crypto';
import { Authorization, CognitoAuthModule } from '@nestjs-cognito/auth';
import { Controller, Get, UnauthorizedException, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { Can, CastellanModule, ForGroup, Groups, Policies } from 'castellan';
import { passportJwtSecret } from 'jwks-rsa';
import { LRUCache } from 'lru-cache';
import { Strategy as PassportBase } from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { CLIENT_ID, ISSUER, USER_POOL_ID } from '../tokens.mjs';

const AWS_OPTIONS = { userPoolId: USER_POOL_ID, clientId: CLIENT_ID, tokenUse: 'access' };

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

/** The parts of the application under each guard, and what is left to do before it listens. */
export const APPLICATIONS = {
  unguarded: () => ({ controllers: [articles()] }),

  header: () => {
    const guard = { canActivate: (context) => bearerOf(context).length > 0 };
    return { controllers: [articles(UseGuards(guard))] };
  },

  castellan: ({ jwksUri }) => {
    class ArticlePolicies {
      editors({ can, cannot }, user) {
        can('read', 'Article');
        can('update', 'Article', { authorId: user.sub });
        cannot('delete', 'Article');
      }
    }
    decorate([ForGroup('editors')], ArticlePolicies.prototype, 'editors');
    Policies()(ArticlePolicies);
    const userPools = [{ userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access' }];
    // The tokens name Cognito's issuer, as those of all contenders do; its keys come from the key server.
    const { fetch } = globalThis;
    globalThis.fetch = (_address, init) => fetch(jwksUri, init);
    return {
      imports: [CastellanModule.forRoot({ userPools })],
      controllers: [articles(Groups('editors'), Can('read', 'Article'))],
      providers: [ArticlePolicies],
    };
  },

  lru: ({ jwks }) => {
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

  yes: () => {
    class SaysYes extends PassportBase {
      authenticate() {
        this.success({});
      }
    }
    class YesStrategy extends PassportStrategy(SaysYes, 'yes') {
      validate() {}
    }
    return {
      imports: [PassportModule],
      controllers: [articles(UseGuards(AuthGuard('yes')))],
      providers: [YesStrategy],
    };
  },

  aws: ({ jwks }) => {
    const verifier = CognitoJwtVerifier.create({ ...AWS_OPTIONS, groups: 'editors' });
    verifier.cacheJwks(jwks);
    const guard = {
      async canActivate(context) {
        try {
          context.switchToHttp().getRequest().user = await verifier.verify(bearerOf(context));
          return true;
        } catch {
          throw new UnauthorizedException();
        }
      },
    };
    return { controllers: [articles(UseGuards(guard))] };
  },

  cognito: ({ jwks }) => ({
    imports: [CognitoAuthModule.register({ jwtVerifier: AWS_OPTIONS })],
    controllers: [articles(Authorization(['editors']))],
    // It takes no address of a key set, so the keys are put where it keeps those it has fetched.
    prepare: (app) => app.get('COGNITO_JWT_VERIFIER_INSTANCE_TOKEN').jwtVerifier.cacheJwks(jwks),
  }),

  passport: ({ jwksUri }) => {
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
