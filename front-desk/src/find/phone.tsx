import { useQuery } from '@tanstack/react-query';

/** A phone number to read aloud; the countries' ways to group it are loaded beside the first page, not before it. */
export function Phone({ number, className = '' }: { number: string; className?: string }) {
  const { data: group } = useQuery({
    queryKey: ['phone-groups'],
    queryFn: async () => (await import('./group-phone')).groupPhone,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return (
    <bdi className={`number ${className}`} dir="ltr">
      {group ? group(number) : number}
    </bdi>
  );
}
