import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { SubjectLoader } from 'castellan';
import type { Article } from './article.js';

@Injectable()
export class ArticleStore {
  readonly #articles = new Map<string, Article>();

  all(): Article[] {
    return [...this.#articles.values()];
  }

  find(id: string): Article | undefined {
    return this.#articles.get(id);
  }

  add(title: string, authorId: string): Article {
    const article = { id: String(this.#articles.size + 1), title, authorId };
    this.#articles.set(article.id, article);
    return article;
  }
}

/** The article that a field is asked for: its argument `id`. */
@Injectable()
export class ArticleOfArguments implements SubjectLoader<Article> {
  constructor(private readonly store: ArticleStore) {}

  load(context: ExecutionContext): Article | undefined {
    return this.store.find(context.getArgByIndex<{ id: string }>(1).id);
  }
}
