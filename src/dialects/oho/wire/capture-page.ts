// The page behind an information request's link: plain HTML that works without scripts, on a phone, and read aloud.
import { findCheckType } from '../../../core/accreditations/catalogue.ts';
import type { InformationRequest, RequestItem } from '../../../core/capture/information-request.ts';
import { typesOf } from '../../../core/capture/screening-package.ts';

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const labelOf = (type: string) => findCheckType(type)?.label ?? type;

/** Of every page; also allowed by its digest in the content security policy. */
export const STYLE = `
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5rem; line-height: 1.25 } fieldset { border: 1px solid #6b6b6b; border-radius: .25rem; margin: 1.5rem 0; padding: 1rem; min-width: 0 }
legend { font-weight: 600; padding: 0 .5rem } label { display: block; margin-top: .75rem }
.choice { display: flex; gap: .5rem; align-items: baseline } .choice label { margin: .25rem 0 } .hint { color: #4a4a4a; font-size: 1rem; margin: .25rem 0 }
input[type=text], input[type=date] { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 2px solid #4a4a4a; border-radius: .25rem; min-height: 2.75rem }
input[type=file] { font: inherit; width: 100%; min-height: 2.75rem } input[aria-invalid=true] { border-color: #a4001d }
button { font: inherit; font-weight: 600; color: #fff; background: #0b4f8a; border: 0; border-radius: .25rem; padding: .75rem 1.5rem; min-height: 2.75rem }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px } .error { color: #a4001d; font-weight: 600; margin: .25rem 0 }
.problem { border: 3px solid #a4001d; padding: 1rem; margin: 1rem 0 } .done { border-left: 4px solid #1c6b2c; padding-left: 1rem }`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

export interface CapturePage {
  readonly organizationName: string;
  readonly personName: string;
  readonly request: InformationRequest;
  /** By field: what is wrong with it. */
  readonly problems: ReadonlyMap<string, string>;
  /** What was typed, to be shown again. */
  readonly entered: ReadonlyMap<string, string>;
}

/** The form, with what is still missing and what was typed. */
export function formPage(view: CapturePage): string {
  const { organizationName, personName, request, problems } = view;
  const title = `${organizationName} asks you for information`;
  const open = request.items.flatMap((item, index) => (item.satisfied_by ? [] : [itemFields(view, item, index)]));
  const content = `<h1>${escapeHtml(title)}</h1>
${problems.size === 0 ? '' : problemSummary(problems)}
<p>Hello ${escapeHtml(personName)}.${request.message === null ? '' : ` ${escapeHtml(request.message)}`}</p>
<p>You can answer now what you have at hand and come back with this link for the rest, until
<time datetime="${request.expiresAt.slice(0, 10)}">${request.expiresAt.slice(0, 10)}</time>.</p>
${answeredList(request)}
<form method="post" enctype="multipart/form-data" novalidate>
${birthDateField(view)}
${open.join('\n')}
<p><button type="submit">Send</button></p>
</form>`;
  return page(problems.size === 0 ? title : `Error: ${title}`, content);
}

function answeredList({ items }: InformationRequest): string {
  const answered = items.flatMap((item) => (item.satisfied_by ? [labelOf(item.satisfied_by.type)] : []));
  if (answered.length === 0) return '';
  const entries = answered.map((label) => `<li>${escapeHtml(label)}</li>`).join('');
  return `<div class="done"><h2>Already received</h2><ul>${entries}</ul></div>`;
}

function problemSummary(problems: ReadonlyMap<string, string>): string {
  const entries = [...problems].map(([field, text]) => `<li><a href="#${field}">${escapeHtml(text)}</a></li>`).join('');
  return `<div class="problem" role="alert" tabindex="-1"><h2>Nothing was sent yet</h2><ul>${entries}</ul></div>`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'date' | 'file';
  readonly hint?: string;
  readonly extra?: string;
}

function inputField({ problems, entered }: CapturePage, { name, label, type, hint, extra = '' }: Field): string {
  const problem = problems.get(name);
  const described = [hint ? `${name}_hint` : '', problem ? `${name}_error` : ''].filter(Boolean).join(' ');
  const attributes = [
    `type="${type}" id="${name}" name="${name}" ${extra}`,
    described ? `aria-describedby="${described}"` : '',
    problem ? 'aria-invalid="true"' : '',
    type === 'file' ? '' : `value="${escapeHtml(entered.get(name) ?? '')}"`,
  ];
  return `<label for="${name}">${escapeHtml(label)}</label>
${hint ? `<p class="hint" id="${name}_hint">${escapeHtml(hint)}</p>` : ''}
${problem ? `<p class="error" id="${name}_error">${escapeHtml(problem)}</p>` : ''}
<input ${attributes.filter(Boolean).join(' ')}>`;
}

function birthDateField(view: CapturePage): string {
  const hint = 'Some registers ask for it.';
  return inputField(view, {
    name: 'birth_date',
    label: 'Your date of birth',
    type: 'date',
    hint,
    extra: 'autocomplete="bday"',
  });
}

function itemFields(view: CapturePage, item: RequestItem, index: number): string {
  const types = typesOf(item);
  const isGroup = 'group' in item;
  const legend = isGroup ? `One of these (${item.group.replaceAll('_', ' ')})` : labelOf(types[0] ?? '');
  const file = 'A photo or a scan: PDF, JPEG, PNG or HEIC, at most 10 MB.';
  return `<fieldset>
<legend>${escapeHtml(legend)}</legend>
${isGroup ? choices(view, { index, types }) : ''}
${inputField(view, { name: `identifier_${index}`, label: 'Number on the card or document', type: 'text', extra: 'autocomplete="off" maxlength="255"' })}
${inputField(view, { name: `expiry_date_${index}`, label: 'Expiry date, if it has one', type: 'date' })}
${inputField(view, { name: `file_${index}`, label: 'Picture of it', type: 'file', hint: file, extra: 'accept=".pdf,.jpg,.jpeg,.png,.heic"' })}
</fieldset>`;
}

function choices(view: CapturePage, { index, types }: { index: number; types: readonly string[] }): string {
  const problem = view.problems.get(choiceId(index, types[0] ?? ''));
  const options = types.map((type) => choice(view, { index, type }));
  return [...(problem ? [`<p class="error">${escapeHtml(problem)}</p>`] : []), ...options].join('\n');
}

/** The id of one of the choices of an item; problems with the choice are told at the first. */
export function choiceId(index: number, type: string): string {
  return `type_${index}_${type}`;
}

function choice({ entered }: CapturePage, { index, type }: { index: number; type: string }): string {
  const id = choiceId(index, type);
  const checked = entered.get(`type_${index}`) === type ? ' checked' : '';
  return `<div class="choice"><input type="radio" id="${id}" name="type_${index}" value="${escapeHtml(type)}"${checked}>
<label for="${id}">${escapeHtml(labelOf(type))}</label></div>`;
}

export function thanksPage(organizationName: string): string {
  const title = 'Thank you';
  return page(
    title,
    `<h1>${title}</h1><p>${escapeHtml(organizationName)} has received everything it asked for. You can close this page.</p>`,
  );
}

/** For a link that never worked or does not any more. */
export function closedPage(isKnown: boolean): string {
  const title = isKnown ? 'This request is closed' : 'This link does not work';
  const advice = isKnown
    ? 'It was answered, withdrawn, or its time has passed. Please ask whoever sent it for a new one if you still need it.'
    : 'Please check that the whole link was copied, or ask whoever sent it for a new one.';
  return page(title, `<h1>${title}</h1><p>${advice}</p>`);
}

export function refusedPage(advice: string): string {
  const title = 'That did not work';
  return page(title, `<h1>${title}</h1><p role="alert">${escapeHtml(advice)}</p>`);
}
