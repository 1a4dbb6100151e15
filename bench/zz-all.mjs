import { TokenVerifier } from 'castellan/core';
import { createSigningKey, makeToken, USER_POOL_ID, CLIENT_ID } from './tokens.mjs';
const key = createSigningKey();
const tokens = Array.from({length:500},()=>makeToken(key));
const v=new TokenVerifier({userPools:[{userPoolId:USER_POOL_ID,clientIds:[CLIENT_ID],tokenUse:'access',jwks:{keys:[key.jwk]}}],maxCachedTokens:100});
for(let i=0;i<400000;i++)await v.verify(tokens[i%500]);
