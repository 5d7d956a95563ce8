// One conversation with the SMTP server, which ends in time whatever the server says or does not say.
import { createTransport, type Transporter } from 'nodemailer';
import { withDeadline } from '../base/deadline.ts';

export interface OutgoingMail {
  readonly smtpUrl: string;
  readonly from: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

export interface Problem {
  readonly message: string;
  /** The server will not take it at another time either. */
  readonly isPermanent: boolean;
}

/** Milliseconds for a whole conversation: name, connection, greeting, every answer. */
export const MAIL_DEADLINE = 60_000;

/** Milliseconds for each step of it. */
const STEP = 20_000;

const LIMITS = {
  dnsTimeout: STEP,
  connectionTimeout: STEP,
  greetingTimeout: STEP,
  socketTimeout: STEP,
  /** Characters of one answer: an endless one would fill the memory. */
  maxResponseSize: 65_536,
  /** Milliseconds until a connection is torn down that the server does not close. */
  socketCloseTimeout: 1_000,
} as const;

/** Hands one mail over within `deadline` milliseconds; returns what went wrong, or undefined. */
export async function handOver(mail: OutgoingMail, deadline = MAIL_DEADLINE): Promise<Problem | undefined> {
  const transport = createTransport({ ...LIMITS, url: mail.smtpUrl });
  try {
    await withDeadline(deadline, new Error('timeout'), (signal) => send(transport, mail, signal));
    return undefined;
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'responseCode' in error ? Number(error.responseCode) : 0;
    return { message: error instanceof Error ? error.message : String(error), isPermanent: code >= 500 && code < 600 };
  } finally {
    transport.close();
  }
}

function send(transport: Transporter, mail: OutgoingMail, signal: AbortSignal): Promise<unknown> {
  const { from, recipient, subject, text, messageId } = mail;
  // As an object the address cannot be read as several, nor as options.
  const to = { name: '', address: recipient };
  return transport.sendMail({
    from,
    to,
    subject,
    text,
    messageId,
    disableFileAccess: true,
    disableUrlAccess: true,
    signal,
  });
}
