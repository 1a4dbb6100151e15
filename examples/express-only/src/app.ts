import { authenticated, createCastellan, groups, type StandaloneOptions } from 'castellan/express';
import express, { type Express, type Request } from 'express';
import { ArticlePolicies } from './article.policies.js';

interface Article {
  readonly id: string;
  readonly authorId: string;
  title: string;
}

/** The articles API, and what has to be closed with it. */
export function createApp(options: StandaloneOptions): { app: Express; close(): Promise<void> } {
  const articles = new Map<string, Article>();
  const articleById = ({ params }: Request<{ id: string }>): Article | undefined => articles.get(params.id);
  const castellan = createCastellan({ ...options, policies: [new ArticlePolicies()] });

  const app = castellan.protect(express());
  app.use(express.json());
  app.use(castellan.authenticate());

  app.get('/health', castellan.public(), (_request, response) => {
    response.json({ status: 'ok' });
  });

  app.post('/articles', castellan.can('create', 'Article'), (request, response) => {
    const { title } = request.body as { title: string };
    const id = String(articles.size + 1);
    articles.set(id, { id, title, authorId: request.castellan.user.sub });
    response.status(201).json({ id });
  });

  app.get('/articles/:id', castellan.require(authenticated()), (request, response) => {
    const article = articles.get(request.params.id);
    response.status(article === undefined ? 404 : 200).json(article);
  });

  app.patch('/articles/:id', castellan.can('update', 'Article', articleById), (request, response) => {
    // The very object that the decision was made on.
    const article = request.castellan.loaded(articleById);
    article.title = (request.body as { title: string }).title;
    response.json(article);
  });

  app.get('/report', castellan.require(groups('admins')), (request, response) => {
    response.json({ articles: articles.size, for: request.principal?.sub });
  });

  app.use(castellan.errorHandler());
  return { app, close: () => castellan.close() };
}
