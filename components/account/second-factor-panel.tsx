'use client';

import { useState } from 'react';
import { PasswordStep } from '#components/account/password-step.tsx';
import { RecoveryCodes } from '#components/account/recovery-codes.tsx';
import { ScanStep } from '#components/account/scan-step.tsx';
import { Section } from '#components/layout/section.tsx';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { renewRecoveryCodesAction, startSecondFactorAction, stopSecondFactorAction } from '#server/account/actions.ts';

type Step =
  | { at: 'rest' }
  | { at: 'start' | 'stop' | 'renew' }
  | { at: 'scan'; uri: string; codes: readonly string[] }
  | { at: 'codes'; codes: readonly string[] };

type SecondFactorPanelProps = { on: boolean; codesLeft: number; owed: boolean };

/** The second factor: an authenticator by its QR code, ten recovery codes, and the way back. */
export function SecondFactorPanel({ on, codesLeft, owed }: SecondFactorPanelProps) {
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const toast = useToast();
  const rest = () => setStep({ at: 'rest' });
  return (
    <Section
      title="Second factor"
      note="A code of your phone beside the password, so that a stolen password is not enough."
    >
      {step.at === 'rest' && <Rest on={on} codesLeft={codesLeft} owed={owed} onChoose={(at) => setStep({ at })} />}
      {step.at === 'start' && (
        <PasswordStep
          confirm="Continue"
          onLeave={rest}
          send={startSecondFactorAction}
          onDone={({ uri, codes }) => setStep({ at: 'scan', uri, codes })}
        />
      )}
      {step.at === 'scan' && (
        <ScanStep uri={step.uri} onLeave={rest} onDone={() => setStep({ at: 'codes', codes: step.codes })} />
      )}
      {step.at === 'codes' && <RecoveryCodes codes={step.codes} onDone={rest} />}
      {step.at === 'renew' && (
        <PasswordStep
          confirm="Make new codes"
          onLeave={rest}
          send={renewRecoveryCodesAction}
          onDone={({ codes }) => setStep({ at: 'codes', codes })}
        />
      )}
      {step.at === 'stop' && (
        <PasswordStep
          confirm="Turn it off"
          tone="danger"
          onLeave={rest}
          send={stopSecondFactorAction}
          onDone={() => {
            rest();
            toast({ tone: 'done', text: 'The password alone signs you in now.' });
          }}
        />
      )}
    </Section>
  );
}

type RestProps = SecondFactorPanelProps & { onChoose: (at: 'start' | 'stop' | 'renew') => void };

function Rest({ on, codesLeft, owed, onChoose }: RestProps) {
  if (!on) {
    return (
      <div className="flex flex-col items-start gap-3">
        <p>It is off.</p>
        <Button size={32} variant={owed ? 'primary' : 'default'} onClick={() => onChoose('start')}>
          Set up a second factor
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <p>It is on. {codesLeft === 1 ? 'One recovery code is' : `${codesLeft} recovery codes are`} left.</p>
      <div className="flex flex-wrap gap-2">
        <Button size={32} onClick={() => onChoose('renew')}>
          New recovery codes
        </Button>
        <Button size={32} variant="danger-quiet" onClick={() => onChoose('stop')}>
          Turn it off
        </Button>
      </div>
    </div>
  );
}
