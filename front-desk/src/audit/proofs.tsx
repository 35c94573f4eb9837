import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/services';
import { useTexts } from '../texts/language';
import { auditedServices } from '../access/roles';
import { clientOf, type ServiceName } from './audit-client';
import { partName } from './part-name';

interface Proof {
  checked: number;
  faults: { position: number; what: string }[];
  state: 'running' | 'done' | 'failed';
}

/** That no event of any service was changed, removed or put in; each chain is checked in parts until its end. */
export function Proofs() {
  const t = useTexts();
  const [proofs, setProofs] = useState<Partial<Record<ServiceName, Proof>>>({});
  const isRunning = Object.values(proofs).some(({ state }) => state === 'running');
  const prove = async (service: ServiceName) => {
    const set = (proof: Proof) => setProofs((before) => ({ ...before, [service]: proof }));
    let proof: Proof = { checked: 0, faults: [], state: 'running' };
    set(proof);
    try {
      for (let after = 0, more = true; more;) {
        const part = await answer(clientOf(service).GET('/audit/proof', { params: { query: { after } } }));
        ({ last: after, more } = part);
        proof = { ...proof, checked: proof.checked + part.checked, faults: [...proof.faults, ...part.faults] };
        set(proof);
      }
      set({ ...proof, state: 'done' });
    } catch {
      set({ ...proof, state: 'failed' });
    }
  };
  return (
    <div className="narrow">
      <p>{t.audit.proveWhat}</p>
      <Button loading={isRunning} onClick={() => auditedServices.forEach((service) => void prove(service))}>
        {t.audit.prove}
      </Button>
      <div role="status">
        <ul className="events">
          {auditedServices.map((service) => {
            const proof = proofs[service];
            return (
              proof && (
                <li key={service} className="event event-proof">
                  <b>{partName(service, t.services)}</b>
                  <div>
                    {proof.state === 'running' && t.audit.proving(proof.checked)}
                    {proof.state === 'failed' && t.audit.proofFails}
                    {proof.state === 'done' && proof.faults.length === 0 && <>✓ {t.audit.whole(proof.checked)}</>}
                    {proof.faults.length > 0 && (
                      <>
                        <b className="high-risk">⚠ {t.audit.broken(proof.faults.length)}</b>
                        {proof.faults.slice(0, 20).map(({ position, what }) => (
                          <div key={`${position} ${what}`}>{t.audit.fault(String(position), what)}</div>
                        ))}
                      </>
                    )}
                  </div>
                </li>
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}
