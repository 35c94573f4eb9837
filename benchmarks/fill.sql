-- The patients $1 to $2, believable, each with an id of version 7 that follows from its number; triggers are off, what they would have
-- made is made for all at once.
insert into patients (id, given_name, family_name, birth_date, gender, phone, email, active, deceased_at)
select
  (lpad(to_hex(1735689600000 + n::bigint * 1000), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
  given, family, (date '1925-01-01' + floor(r7 * 36900)::integer)::text, gender,
  case when r4 < 0.8 then '+1202' || lpad((n::bigint * 7919 % 10000000)::text, 7, '0') end,
  'p' || n || '@example.org', r5 > 0.01, case when r6 < 0.04 then now() - r7 * interval '3000 days' end
from (
  select people.*,
    case when girl then 'female' when r8 < 0.01 then 'other' else 'male' end as gender,
    case when girl then girls[1 + floor(cardinality(girls) * power(r1, 1.7))] else boys[1 + floor(cardinality(boys) * power(r1, 1.7))] end
      || case when r5 > 0.88 then ' ' || case when girl then girls[1 + floor(cardinality(girls) * r4)] else boys[1 + floor(cardinality(boys) * r4)] end else '' end as given,
    case
      when r2 < 0.5 then families[1 + floor(cardinality(families) * power(r3, 1.7))]
      else initcap(stems[1 + floor(cardinality(stems) * r3)] || middles[1 + floor(cardinality(middles) * r4)]
        || case when r8 < 0.5 then middles[1 + floor(cardinality(middles) * r6)] else '' end || endings[1 + floor(cardinality(endings) * r7)])
    end || case when r8 > 0.95 then '-' || families[1 + floor(cardinality(families) * power(r4, 1.7))] else '' end as family
  from (
    select n, random() * 100 as share, random() < 0.52 as girl,
      random() as r1, random() as r2, random() as r3, random() as r4, random() as r5, random() as r6, random() as r7, random() as r8
    from generate_series($1::integer, $2::integer) n
  ) people
  join pick on share >= from_share and share < to_share
) made
