-- Money is kept as bigint minor units beside its ISO 4217 currency; these show it in major units.

create function minor_unit_digits(currency text) returns integer language sql immutable parallel safe as $$
  select case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency in ('CLF', 'UYW') then 4
    else 2
  end
$$;

create function major_units(minor bigint, currency text) returns numeric language sql immutable parallel safe as $$
  select trim_scale(minor / (10::numeric ^ minor_unit_digits(currency)))
$$;
