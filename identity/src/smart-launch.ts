import type { Database } from '@hms/service-kit/database';
import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';
import type { Grant, KoaContextWithOIDC, errors as ProviderErrors, interactionPolicy as Policy } from 'oidc-provider';
import { adapterOn } from './adapter';
import { findPerson } from './people';
import { asksForSmart, ChosenPatient, scopesGiven } from './smart';

export interface Launches {
  /** Why a person has to be asked: a program that wants SMART scopes is let in each time anew. */
  check: InstanceType<typeof Policy.Check>;
  /** Throws where a program names another FHIR server: what it gets here would go there (SMART App Launch 2.2, "aud"). */
  requireBase(context: KoaContextWithOIDC, aud: string | undefined): void;
  /** Returns the scopes of resources that a token may have; empty: its roles say it all. */
  scopeOf(context: KoaContextWithOIDC): string;
  /** Returns what was let in just now; undefined: nothing was yet, or it is no launch. */
  grantOf(context: KoaContextWithOIDC): Promise<Grant | undefined>;
  /** Returns the patient of a token's launch. */
  patientOf(grantId: string | undefined): Promise<string | undefined>;
}

const lifeSeconds = 8 * 3600;

/**
 * What a program of SMART (App Launch 2.2) is let in to: some scopes, and for `launch/patient` one patient, whom the person chooses.
 * @param bases of FHIR, as programs name them @param resource by which tokens are asked for
 */
export function launchesOn(
  db: Database,
  { bases, resource }: { bases: string[]; resource: string },
  { errors, interactionPolicy }: { errors: typeof ProviderErrors; interactionPolicy: typeof Policy },
): Launches {
  const kept = adapterOn(db, errors, () => undefined)('Launch');

  async function begin({ oidc }: KoaContextWithOIDC): Promise<Grant> {
    const { client, session, params, result } = oidc;
    if (!client || session?.accountId === undefined) throw new errors.AccessDenied();
    const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    const scope = scopesGiven(String(params?.['scope'])).join(' ');
    grant.addOIDCScope(scope);
    for (const one of [resource, ...bases]) grant.addResourceScope(one, scope);
    const id = await grant.save();
    const own = findPerson(session.accountId)?.patientId;
    const patient =
      own ?? ChosenPatient.safeParse((result?.consent as { patient?: unknown } | undefined)?.patient).data;
    if (patient !== undefined) await kept.upsert(id, { patient }, lifeSeconds);
    return grant;
  }

  return {
    check: new interactionPolicy.Check(
      'smart',
      'the person has to let the program in',
      'consent_required',
      ({ oidc }) =>
        asksForSmart(oidc.params?.['scope']) && !oidc.result?.consent
          ? interactionPolicy.Check.REQUEST_PROMPT
          : interactionPolicy.Check.NO_NEED_TO_PROMPT,
    ),
    requireBase: ({ oidc }, aud) => {
      if (aud === undefined ? asksForSmart(oidc.params?.['scope']) : !bases.includes(aud.replace(/\/$/, '')))
        throw new errors.InvalidTarget(`aud must be ${bases.join(' or ')}`);
    },
    scopeOf: ({ oidc: { params, entities } }) => {
      const { AuthorizationCode: code, RefreshToken: refresh } = entities;
      const asked = code?.scope ?? refresh?.scope ?? params?.['scope'];
      return typeof asked === 'string' ? scopesGiven(asked).join(' ') : '';
    },
    grantOf: async (context) => (context.oidc.result?.consent ? begin(context) : undefined),
    patientOf: async (grantId) =>
      grantId === undefined ? undefined : ((await kept.find(grantId)) as { patient?: string } | undefined)?.patient,
  };
}

/** Has the provider do what SMART wants beside OpenID: `patient` in what a token comes with, and `offline_access` without a prompt. */
export function speakSmart(provider: Provider): void {
  provider.use(async (context, next) => {
    const { scope, prompt } = context.query;
    // the person is asked in any case, and without the prompt oidc-provider takes the scope away
    if (context.path === '/auth' && asksForSmart(scope) && prompt === undefined)
      context.query = { ...context.query, prompt: 'consent' };
    await next();
    const body: unknown = context.body;
    if (context.path !== '/token' || typeof body !== 'object' || body === null || !('access_token' in body)) return;
    const { patient } = decodeJwt(String(body.access_token));
    if (patient !== undefined) context.body = { ...body, patient, need_patient_banner: true };
  });
}
