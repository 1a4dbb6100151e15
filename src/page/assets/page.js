// The page of the sample app. It holds no token: the session is in a cookie that no script can read.

const element = (id) => document.getElementById(id);
let csrfToken;

/** Calls the API. A problem becomes an error with the words of the problem. */
async function call(method, path, { body, type = 'application/json' } = {}) {
  const response = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(csrfToken !== undefined && { 'x-csrf-token': csrfToken }),
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body: type === 'application/json' ? JSON.stringify(body) : body }),
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return answer;
  throw new Error(answer?.detail ?? answer?.title ?? `The server answered ${response.status}.`);
}

function say(text) {
  element('status').textContent = text;
}

/** Runs what somebody asked for, says how it went, and shows what is true now. */
async function attempt(done, action) {
  try {
    await action();
    say(done);
  } catch (error) {
    say(`That did not work. ${error.message}`);
  }
  await show();
}

function onSubmit(form, done, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(done, () => action(new FormData(form)).then(() => form.reset()));
  });
}

function filled(templateId, fill) {
  const card = element(templateId).content.firstElementChild.cloneNode(true);
  fill((selector) => card.querySelector(selector));
  return card;
}

function documentCard({ id, title, body, published, locked }, isSignedIn) {
  const path = `/documents/${encodeURIComponent(id)}`;
  return filled('document-card', (find) => {
    find('h3').textContent = title;
    find('.text').textContent = body;
    find('.facts').textContent = [published ? 'published' : 'draft', locked ? 'locked' : '']
      .filter(Boolean)
      .join(', ');
    const form = find('.edit');
    form.hidden = !isSignedIn;
    form.setAttribute('aria-label', `Change ${title}`);
    find('textarea').value = body;
    onSubmit(form, `“${title}” is saved.`, (fields) =>
      call('PATCH', path, { body: { body: fields.get('body') } }),
    );
    find('.delete').setAttribute('aria-label', `Delete ${title}`);
    find('.delete').addEventListener('click', () =>
      attempt(`“${title}” is deleted.`, () => call('DELETE', path)),
    );
  });
}

function fileCard({ name, size }) {
  const path = `/files/${encodeURIComponent(name)}`;
  return filled('file-card', (find) => {
    find('.name').href = path;
    find('.name').textContent = name;
    find('.facts').textContent = `${size} bytes`;
    find('.delete').setAttribute('aria-label', `Delete ${name}`);
    find('.delete').addEventListener('click', () =>
      attempt(`“${name}” is deleted.`, () => call('DELETE', path)),
    );
  });
}

function permissionRow({ what, may, why }) {
  const row = document.createElement('tr');
  for (const text of [may ? 'may' : 'may not', what, why]) row.insertCell().textContent = text;
  return row;
}

function facts(me) {
  const { principal, identityId } = me;
  const entries = {
    'User name': principal.username,
    Groups: principal.groups.join(', ') || 'none',
    'Identity at AWS': identityId ?? 'none',
  };
  return Object.entries(entries).flatMap(([name, value]) => {
    const [term, description] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    description.textContent = value;
    return [term, description];
  });
}

/** Shows what is true now. Nothing that a session opened stays on the page without it. */
async function show() {
  const session = await call('GET', '/auth/session').catch(() => undefined);
  const isSignedIn = session?.signedIn === true;
  csrfToken = isSignedIn ? session.csrfToken : undefined;
  const canSignIn = session !== undefined;
  element('greeting').textContent = isSignedIn
    ? `You are signed in as ${session.username}.`
    : canSignIn
      ? 'You are not signed in.'
      : 'Browsers cannot sign in here: the app runs without sessions.';
  element('sign-in').hidden = !canSignIn || isSignedIn;
  element('sign-up').hidden = !canSignIn || isSignedIn;
  element('sign-out').hidden = !isSignedIn;
  for (const part of document.querySelectorAll('[data-signed-in]')) part.hidden = !isSignedIn;

  const [documents, me, files, permissions] = await Promise.all([
    call('GET', '/documents'),
    ...(isSignedIn ? ['/me', '/files', '/me/permissions'] : []).map((path) => call('GET', path)),
  ]);
  element('documents').replaceChildren(...documents.map((one) => documentCard(one, isSignedIn)));
  element('no-documents').hidden = documents.length > 0;
  element('me').replaceChildren(...(me === undefined ? [] : facts(me)));
  element('files').replaceChildren(...(files ?? []).map(fileCard));
  element('no-files').hidden = files === undefined || files.length > 0;
  element('permissions').replaceChildren(...(permissions ?? []).map(permissionRow));
}

onSubmit(element('new-document'), 'The document is created.', (fields) =>
  call('POST', '/documents', {
    body: {
      title: fields.get('title'),
      body: fields.get('body'),
      published: fields.has('published'),
      locked: fields.has('locked'),
    },
  }),
);

onSubmit(element('upload'), 'The file is uploaded.', (fields) => {
  const file = fields.get('file');
  const type = file.type === '' ? 'application/octet-stream' : file.type;
  return call('PUT', `/files/${encodeURIComponent(file.name)}`, { body: file, type });
});

element('start-totp').addEventListener('click', () =>
  attempt('Type the secret into your app, and its code in here.', async () => {
    const { secret, otpauthUrl } = await call('POST', '/account/me/mfa/totp');
    element('totp-secret').textContent = secret;
    element('totp-address').href = otpauthUrl;
    element('totp').hidden = false;
    element('totp-code').focus();
  }),
);

onSubmit(element('totp'), 'From now on you sign in with a code of your app.', async (fields) => {
  await call('POST', '/account/me/mfa/totp/verify', { body: { code: fields.get('code') } });
  await call('PUT', '/account/me/mfa', { body: { preferred: 'SOFTWARE_TOKEN_MFA' } });
  element('totp').hidden = true;
});

element('sign-out').addEventListener('click', async () => {
  try {
    const { signOutUrl } = await call('POST', '/auth/logout');
    location.assign(signOutUrl);
  } catch (error) {
    say(`That did not work. ${error.message}`);
  }
});

// What a browser keeps of a page for its back button may be of somebody who has signed out since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

show().catch((error) => say(`The page could not be loaded. ${error.message}`));
