import { start } from './start.js';

const { articles, cognito } = await start({
  articles: Number(process.env.PORT ?? 3000),
  cognito: Number(process.env.SANDBOX_PORT ?? 9330),
});
process.stdout.write(`The articles are at ${articles}, their Cognito at ${cognito}.\n`);
