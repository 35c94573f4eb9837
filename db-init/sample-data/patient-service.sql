-- A small hospital to try things with: its 200 patients. Importing it again changes nothing.

begin;

create or replace function pg_temp.sample_id(kind integer, n integer) returns uuid language sql as $$
  select ('01900000-0000-7' || lpad(kind::text, 3, '0') || '-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

-- Sixteen patients to each doctor in turn (1-16 to the first, ...), of an age and sex that fit what they come for in
-- appointment-service.sql; of general practice, patients 2-11 are referred to doctors 2-11.
create temporary table sample_people on commit drop as
select * from (values
  (1, 'Margaret', 'Whitfield', '1958-03-14', 'female'),
  (2, 'José', 'Álvarez', '1964-11-02', 'male'),
  (3, 'Zainab', 'Chowdhury', '2013-05-21', 'female'),
  (4, 'Siobhán', 'Ní Bhriain', '1991-08-09', 'female'),
  (5, 'Łukasz', 'Wiśniewski', '1979-01-27', 'male'),
  (6, 'Ngozi', 'Eze', '1970-06-18', 'female'),
  (7, 'Hiroshi', 'Tanabe', '1968-09-30', 'male'),
  (8, 'Chloé', 'Lefèvre', '1995-12-05', 'female'),
  (9, 'Dorothy', 'Ashworth', '1944-02-11', 'female'),
  (10, 'Mohammed', 'Al-Rashid', '1973-07-23', 'male'),
  (11, 'Grace', 'O''Brien', '1966-04-16', 'female'),
  (12, 'Anders', 'Nyström', '1985-10-08', 'male'),
  (13, 'Thị Hương', 'Nguyễn', '1990-01-19', 'female'),
  (14, 'Oliver', 'Bennett', '2004-03-03', 'male'),
  (15, 'Fātima', 'Karimi', '1981-05-12', 'female'),
  (16, 'Callum', 'MacAuley', '1976-12-29', 'male'),
  (17, 'Robert', 'Hargreaves', '1955-09-04', 'male'),
  (18, 'Ifeoma', 'Nwosu', '1962-02-27', 'female'),
  (19, 'Giuseppe', 'Conti', '1949-06-15', 'male'),
  (20, 'Hélène', 'Dubois', '1951-11-20', 'female'),
  (21, 'Arjun', 'Malhotra', '1974-08-01', 'male'),
  (22, 'Patricia', 'O''Donnell', '1958-01-30', 'female'),
  (23, 'Wei', 'Zhang', '1960-10-17', 'male'),
  (24, 'Abena', 'Owusu', '1946-05-08', 'female'),
  (25, 'Jürgen', 'Krämer', '1953-03-22', 'male'),
  (26, 'Sunita', 'Deshpande', '1971-07-11', 'female'),
  (27, 'Stanisław', 'Zieliński', '1947-12-13', 'male'),
  (28, 'Marguerite', 'Baptiste', '1965-04-25', 'female'),
  (29, 'Yusuf', 'Demir', '1957-09-09', 'male'),
  (30, 'Edith', 'Lindqvist', '1939-02-06', 'female'),
  (31, 'João', 'Pereira', '1968-06-29', 'male'),
  (32, 'Tamsin', 'Trelawney', '1976-11-14', 'female'),
  (33, 'Aisha', 'Bello', current_date - 75, 'female'),
  (34, 'Noah', 'Fitzgerald', '2016-04-02', 'male'),
  (35, 'Sofía', 'Romero', '2021-09-18', 'female'),
  (36, 'Kofi', 'Boateng', '2022-05-27', 'male'),
  (37, 'Mei Lin', 'Chan', '2018-12-10', 'female'),
  (38, 'Théo', 'Marchand', current_date - 110, 'male'),
  (39, 'Ayaan', 'Sheikh', '2015-07-07', 'male'),
  (40, 'Isla', 'Robertson', '2019-03-16', 'female'),
  (41, 'Mateusz', 'Nowak', '2023-01-24', 'male'),
  (42, 'Amélie', 'Rousseau', '2017-10-31', 'female'),
  (43, 'Chidi', 'Okoro', current_date - 62, 'male'),
  (44, 'Freya', 'Halvorsen', '2012-08-20', 'female'),
  (45, 'Rohan', 'Iyer', '2010-02-14', 'male'),
  (46, 'Lucía', 'Ortega', '2014-06-05', 'female'),
  (47, 'Ethan', 'Clarke', '2020-11-28', 'male'),
  (48, 'Nia', 'Llewellyn', '2011-09-12', 'female'),
  (49, 'Charlotte', 'Pemberton', '1993-05-06', 'female'),
  (50, 'Adaeze', 'Onyeka', '1983-08-23', 'female'),
  (51, 'Françoise', 'Girard', '1974-01-09', 'female'),
  (52, 'Agnieszka', 'Kamińska', '1988-12-17', 'female'),
  (53, 'Hannah', 'Goldberg', '1999-04-30', 'female'),
  (54, 'Thảo', 'Phạm', '1994-10-02', 'female'),
  (55, 'Nadia', 'Rahmani', '1985-03-11', 'female'),
  (56, 'Bronwen', 'Griffiths', '1973-07-26', 'female'),
  (57, 'Catarina', 'Sousa', '1990-11-07', 'female'),
  (58, 'Emily', 'Thornton', '2001-02-19', 'female'),
  (59, 'Folasade', 'Adeyemi', '1992-06-24', 'female'),
  (60, 'Kristín', 'Jónsdóttir', '1987-09-15', 'female'),
  (61, 'Mariam', 'Khoury', '1996-01-28', 'female'),
  (62, 'Shreya', 'Banerjee', '1998-05-20', 'female'),
  (63, 'Zuzana', 'Dvořáková', '1984-10-10', 'female'),
  (64, 'Lerato', 'Mokoena', '1991-12-01', 'female'),
  (65, 'Brian', 'Entwistle', '1961-04-08', 'male'),
  (66, 'Tadeusz', 'Mazur', '1969-08-13', 'male'),
  (67, 'Keisha', 'Campbell', '1986-02-22', 'female'),
  (68, 'Winifred', 'Barlow', '1948-06-30', 'female'),
  (69, 'Mateo', 'Vargas', '2002-10-25', 'male'),
  (70, 'Søren', 'Kjeldsen', '1963-03-05', 'male'),
  (71, 'Rekha', 'Pillai', '1970-12-18', 'female'),
  (72, 'Daniel', 'Abramov', '1997-07-14', 'male'),
  (73, 'Ulrike', 'Hoffmann', '1952-11-11', 'female'),
  (74, 'Jamal', 'Henderson', '2000-05-29', 'male'),
  (75, 'Paolo', 'Ricci', '1959-09-27', 'male'),
  (76, 'Emeka', 'Obi', '1981-01-16', 'male'),
  (77, 'Ásgeir', 'Magnússon', '1977-04-21', 'male'),
  (78, 'Jennifer', 'Lowe', '1989-08-06', 'female'),
  (79, 'Tariq', 'Mahmood', '1975-02-03', 'male'),
  (80, 'Vivienne', 'St Clair', '1956-06-12', 'female'),
  (81, 'Poppy', 'Anderson', '2007-03-28', 'female'),
  (82, 'Miroslav', 'Horák', '1972-10-19', 'male'),
  (83, 'Fiona', 'Drummond', '1967-12-24', 'female'),
  (84, 'Hassan', 'Warsame', '1990-05-03', 'male'),
  (85, 'Deirdre', 'Kavanagh', '1978-09-21', 'female'),
  (86, 'Luca', 'Bianchi', '2006-01-13', 'male'),
  (87, 'Anjali', 'Menon', '1982-07-04', 'female'),
  (88, 'Gareth', 'Rees', '1959-11-26', 'male'),
  (89, 'Takumi', 'Nakagawa', '1993-04-15', 'male'),
  (90, 'Ilse', 'van der Merwe', '1976-08-28', 'female'),
  (91, 'Jasmine', 'Osei', '2008-02-09', 'female'),
  (92, 'Zoë', 'Papadopoulou', '1994-06-17', 'female'),
  (93, 'Rasmus', 'Toivonen', '1988-10-30', 'male'),
  (94, 'Blessing', 'Mutasa', '1997-03-12', 'female'),
  (95, 'Alex', 'Winterbourne', '1998-12-06', 'other'),
  (96, 'Minh Anh', 'Đặng', '1999-07-22', 'female'),
  (97, 'Rachel', 'Feldman', '1987-01-05', 'female'),
  (98, 'Kwabena', 'Asante', '1992-09-19', 'male'),
  (99, 'Christine', 'Holloway', '1971-05-31', 'female'),
  (100, 'Béla', 'Szabó', '1956-08-10', 'male'),
  (101, 'Harold', 'Pickering', '1950-02-24', 'male'),
  (102, 'Valentina', 'Morales', '1990-11-16', 'female'),
  (103, 'Owen', 'Jenkins', '1996-06-08', 'male'),
  (104, 'Gurpreet', 'Sandhu', '1968-04-03', 'male'),
  (105, 'Aoife', 'Brennan', '1960-10-27', 'female'),
  (106, 'Nikolaos', 'Georgiou', '1948-12-09', 'male'),
  (107, 'Yasmin', 'Farouk', '1985-07-18', 'female'),
  (108, 'Petra', 'Novotná', '1979-03-25', 'female'),
  (109, 'Sipho', 'Ndlovu', '1983-09-02', 'male'),
  (110, 'Élisabeth', 'Aubert', '1966-01-21', 'female'),
  (111, 'Kenji', 'Mori', '1974-05-14', 'male'),
  (112, 'Beatrice', 'Ferrara', '1962-08-31', 'female'),
  (113, 'Thomas', 'Ridley', '1989-02-12', 'male'),
  (114, 'Camila', 'Souza', '1994-12-22', 'female'),
  (115, 'Joseph', 'Mwangi', '1977-06-06', 'male'),
  (116, 'Eleanor', 'Fairbanks', '1991-10-13', 'female'),
  (117, 'Mikkel', 'Østergaard', '1998-04-29', 'male'),
  (118, 'Shanice', 'Brown', '1986-08-17', 'female'),
  (119, 'Dariusz', 'Wójcik', '1980-01-02', 'male'),
  (120, 'Naomi', 'Rosen', '1965-11-23', 'female'),
  (121, 'Ravi', 'Krishnan', '1993-03-07', 'male'),
  (122, 'Sinéad', 'Doyle', '1996-09-26', 'female'),
  (123, 'Peter', 'Langley', '1972-07-01', 'male'),
  (124, 'İpek', 'Yıldız', '1990-05-25', 'female'),
  (125, 'Marcus', 'Holt', '1984-12-14', 'male'),
  (126, 'Hye-jin', 'Park', '1999-02-28', 'female'),
  (127, 'Sam', 'Delacroix', '2001-10-04', 'other'),
  (128, 'Esther', 'Kiplagat', '1982-06-21', 'female'),
  (129, 'Albert', 'Sedgwick', '1938-04-11', 'male'),
  (130, 'Rosa', 'Castellanos', '1941-08-30', 'female'),
  (131, 'Constance', 'Fairweather', '1935-01-17', 'female'),
  (132, 'Kazimierz', 'Wrona', '1940-11-09', 'male'),
  (133, 'Indira', 'Chatterjee', '1943-05-23', 'female'),
  (134, 'Leonard', 'Cartwright', '1936-09-16', 'male'),
  (135, 'Maeve', 'Hennessy', '1939-03-19', 'female'),
  (136, 'Eunice', 'Akinyemi', '1945-12-31', 'female'),
  (137, 'Ludwig', 'Steiner', '1937-07-08', 'male'),
  (138, 'Phyllis', 'Crabtree', '1933-02-02', 'female'),
  (139, 'Shu-fen', 'Huang', '1942-10-21', 'female'),
  (140, 'Vernon', 'Beckford', '1944-06-13', 'male'),
  (141, 'Gladys', 'Mortimer', '1929-04-26', 'female'),
  (142, 'Umberto', 'Esposito', '1932-08-05', 'male'),
  (143, 'Ivy', 'Thistlethwaite', '1931-12-20', 'female'),
  (144, 'Arthur', 'Penhaligon', '1928-01-29', 'male'),
  (145, 'Winston', 'Marsh', '1963-05-16', 'male'),
  (146, 'Ursula', 'Brandt', '1975-09-07', 'female'),
  (147, 'Laila', 'Haidari', '1988-03-30', 'female'),
  (148, 'Jack', 'Sutherland', '1999-11-12', 'male'),
  (149, 'Manuela', 'Ibáñez', '1972-07-27', 'female'),
  (150, 'Savitri', 'Naidoo', '1958-02-15', 'female'),
  (151, 'Gwen', 'Parry', '1969-10-06', 'female'),
  (152, 'Ewa', 'Dąbrowska', '1984-06-02', 'female'),
  (153, 'Tobias', 'Lindgren', '2000-01-23', 'male'),
  (154, 'Oksana', 'Shevchuk', '1978-08-19', 'female'),
  (155, 'Bilal', 'Siddiqui', '1967-12-11', 'male'),
  (156, 'Malia', 'Tuipulotu', '1980-04-05', 'female'),
  (157, 'Héctor', 'Mendoza', '1971-09-29', 'male'),
  (158, 'Ruth', 'Abernathy', '1955-03-21', 'female'),
  (159, 'Yaw', 'Darko', '1986-07-10', 'male'),
  (160, 'Ana', 'Đorđević', '1990-11-03', 'female'),
  (161, 'Desmond', 'Afolabi', '1959-01-08', 'male'),
  (162, 'Ronald', 'Sugden', '1952-05-18', 'male'),
  (163, 'Clara', 'Wentworth', '1981-10-14', 'female'),
  (164, 'Rashid', 'Karimov', '1966-08-26', 'male'),
  (165, 'Maureen', 'Tully', '1957-02-20', 'female'),
  (166, 'Ignacio', 'Salazar', '1961-06-27', 'male'),
  (167, 'Barbara', 'Kowalska', '1950-12-04', 'female'),
  (168, 'Tevita', 'Fonua', '1983-04-17', 'male'),
  (169, 'Anneke', 'de Vries', '1964-09-13', 'female'),
  (170, 'Suresh', 'Patel', '1969-03-02', 'male'),
  (171, 'Lorraine', 'Dlamini', '1960-07-20', 'female'),
  (172, 'Viktor', 'Petrov', '1954-11-29', 'male'),
  (173, 'Philippa', 'Grant', '1973-01-11', 'female'),
  (174, 'Moses', 'Kamau', '1978-05-09', 'male'),
  (175, 'Mairi', 'MacAskill', '1970-10-23', 'female'),
  (176, 'Enrique', 'Villanueva', '1948-08-14', 'male'),
  (177, 'Sylvia', 'Hathaway', '1951-04-01', 'female'),
  (178, 'Cornelius', 'Maguire', '1943-12-07', 'male'),
  (179, 'Jade', 'Whittaker', '2003-06-16', 'female'),
  (180, 'Hideko', 'Yamashita', '1962-02-08', 'female'),
  (181, 'Ibrahim', 'Conteh', '1965-10-11', 'male'),
  (182, 'Elżbieta', 'Sikora', '1954-08-22', 'female'),
  (183, 'Geraint', 'Pugh', '1946-03-17', 'male'),
  (184, 'Finn', 'O''Sullivan', '2011-07-29', 'male'),
  (185, 'Renata', 'Barros', '1968-01-25', 'female'),
  (186, 'Lionel', 'Sequeira', '1960-05-13', 'male'),
  (187, 'Norma', 'Petrie', '1949-09-24', 'female'),
  (188, 'Akua', 'Frimpong', '1987-11-18', 'female'),
  (189, 'Sébastien', 'Moreau', '1979-02-26', 'male'),
  (190, 'Kalinda', 'Jayawardena', '1995-06-09', 'female'),
  (191, 'Roxana', 'Ionescu', '1983-10-28', 'female'),
  (192, 'Dafydd', 'Morgan', '1974-04-12', 'male'),
  (193, 'Yūki', 'Hayashi', '2005-08-03', 'male'),
  (194, 'Nizhoni', 'Begay', '1996-12-16', 'female'),
  (195, 'Marama', 'Ruatapu', '1989-05-27', 'female'),
  (196, null, null, null, 'male'),
  (197, 'Elif', 'Kaya', '2009-09-08', 'female'),
  (198, 'Matilda', 'Graves', current_date - 9, 'female'),
  (199, 'Idris', 'Kamara', current_date - 2, 'male'),
  (200, 'Imani', 'Kamara', current_date - 2, 'female')
) as people (n, given, family, born, gender);

with new_patients as (
  insert into patients (
    id, given_name, family_name, birth_date, gender, phone, email, address, contacts, active, deceased_at, created_at, updated_at,
    no_known_allergies_at
  )
  select
    pg_temp.sample_id(2, n), given, family,
    -- of three, only a part is known
    left(born::text, case n when 147 then 7 when 164 then 4 when 187 then 4 else 10 end),
    gender, replace(phone, ' ', ''), email, address, coalesce(contacts, '[]'),
    n not in (80, 112, 176), died_at, registered_at, coalesce(died_at, registered_at),
    -- of the rest nobody has asked yet, or an allergy is recorded below
    case when n % 2 = 0 and n not in (22, 68, 196) then registered_at end
  from sample_people
    -- no street has an inward code with C, I, K, M, O or V
    left join (values
      (0, 'Alder Road', 'London', null, 'E8 3CM', 'United Kingdom'),
      (1, 'Priory Lane', 'London', null, 'N16 5KO', 'United Kingdom'),
      (2, 'Mulberry Street', 'London', null, 'SE15 2VI', 'United Kingdom'),
      (3, 'Chapel Hill', 'London', null, 'NW5 1MC', 'United Kingdom'),
      (4, 'Station Road', 'Croydon', null, 'CR0 6KV', 'United Kingdom'),
      (5, 'Orchard Close', 'Bromley', null, 'BR1 4OC', 'United Kingdom'),
      (6, 'Quayside', 'London', null, 'E14 7IM', 'United Kingdom'),
      (7, 'Larkspur Avenue', 'London', null, 'SW17 8CK', 'United Kingdom'),
      (8, 'Foundry Yard', 'Watford', 'Hertfordshire', 'WD17 3VM', 'United Kingdom'),
      (9, 'Linden Gardens', 'London', null, 'W12 9OK', 'United Kingdom'),
      (10, 'Harbour View', 'Gravesend', 'Kent', 'DA11 0IC', 'United Kingdom'),
      (11, 'Tanner Street', 'London', null, 'SE1 6MV', 'United Kingdom'),
      (13, 'Bridge Street', 'Dublin', null, null, 'Ireland'),
      (14, 'Juniper Court', 'Arlington', 'VA', '22299', 'United States')
    ) as places (place, street, city, state, postcode, country)
      on place = case when n in (4, 30, 122) then 13 when n in (69, 142, 194) then 14 else n % 13 end
    left join (
      select n, json_agg(c.contact order by c.name) as contacts
      from (values
        (3, 'Rukhsana Chowdhury', 'mother', '+44 7700 900403'),
        (9, 'Julian Ashworth', 'son', '+44 7700 900409'),
        (13, 'Văn Đức Nguyễn', 'husband', '+44 7700 900413'),
        (24, 'Kojo Owusu', 'son', '+44 7700 900424'),
        (30, 'Karin Lindqvist', 'daughter', null),
        (33, 'Halima Bello', 'mother', '+44 7700 900433'),
        (34, 'Sean Fitzgerald', 'father', '+44 7700 900434'),
        (36, 'Efua Boateng', 'mother', '+44 7700 900436'),
        (38, 'Julie Marchand', 'mother', '+44 7700 900438'),
        (38, 'Rémi Marchand', 'father', '+44 7700 900439'),
        (41, 'Joanna Nowak', 'mother', '+44 7700 900441'),
        (43, 'Uche Okoro', 'father', '+44 7700 900443'),
        (68, 'Neil Barlow', 'nephew', '+44 20 7946 0468'),
        (101, 'Jean Pickering', 'wife', '+44 20 7946 0501'),
        (129, 'Moira Sedgwick', 'wife', '+44 20 7946 0529'),
        (131, 'Alan Fairweather', 'son', '+44 7700 900531'),
        (138, 'Oakfield House', 'care home', '+44 20 7946 0538'),
        (144, 'Jenna Penhaligon', 'granddaughter', '+44 7700 900544'),
        (194, 'Leonard Begay', 'brother', '+1 202 555 0187'),
        (198, 'Harriet Graves', 'mother', '+44 7700 900598'),
        (199, 'Mabinty Kamara', 'mother', '+44 7700 900599'),
        (200, 'Mabinty Kamara', 'mother', '+44 7700 900599')
      ) as people (n, name, relationship, phone)
        cross join lateral (select name, row_to_json(x) as contact from (select name, relationship, replace(phone, ' ', '') as phone) x) c
      group by n
    ) as known using (n)
    -- of the ranges kept for fiction
    cross join lateral (
      select
        case
          when n % 9 = 4 or born > '2012-01-01' or family is null then null
          when country = 'United States' then '+1 202 555 01' || lpad((n % 100)::text, 2, '0')
          when n % 3 = 0 then '+44 7700 900' || lpad(n::text, 3, '0')
          else '+44 20 7946 0' || lpad(n::text, 3, '0')
        end as phone,
        case
          when n % 7 = 3 or born > '2012-01-01' or born < '1940-01-01' then null
          else trim('.' from regexp_replace(fold_text(given || '.' || family), '[^a-z]+', '.', 'g'))
            || case when n % 4 = 0 then '@example.com' else '@example.org' end
        end as email,
        case when street is not null and family is not null then (
          select row_to_json(a) from (
            select
              n * 7 % 90 + 1 || ' ' || street as line1, case when n % 4 = 0 then 'Flat ' || n % 6 + 1 end as line2,
              city, state, postcode as "postalCode", country
          ) a
        ) end as address,
        case n when 141 then now() - interval '100 days 5 hours' when 142 then now() - interval '38 days 14 hours' end as died_at,
        greatest(now() - (201 - n) * interval '3 days', born + interval '11 hours') as registered_at
    ) derived
  -- asked first, because a row that only conflicts would have taken a number
  where not exists (select from patients where id = pg_temp.sample_id(2, n))
  order by n
  on conflict do nothing
  returning id
)
insert into patient_identifiers (patient_id, system, value, position)
select id, system, value, position
from new_patients join (values
  -- numbers that begin with 999 are never given to anybody
  (1, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9991106847'),
  (2, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9990388547'),
  (9, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9992143045'),
  (17, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9994324454'),
  (34, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9991956832'),
  (68, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9992374187'),
  (101, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9994049488'),
  (129, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9993669466'),
  (138, 1, 'https://fhir.nhs.uk/Id/nhs-number', '9997234405'),
  (2, 2, 'https://insurer.example.com/member', 'NW-4471902'),
  (23, 1, 'https://insurer.example.com/member', 'NW-4480316'),
  (70, 1, 'https://insurer.example.com/member', 'NW-4502277'),
  (99, 1, 'https://insurer.example.com/member', 'NW-4519840'),
  (150, 1, 'https://insurer.example.com/member', 'NW-4523361'),
  (194, 1, 'https://clinic.example.com/patient', 'US-X0193047')
) as identifiers (n, position, system, value) on id = pg_temp.sample_id(2, n)
on conflict do nothing;

insert into patient_allergies (id, patient_id, substance, code, reaction, criticality, status)
select pg_temp.sample_id(7, n), pg_temp.sample_id(2, n), substance, code, reaction, criticality, status
from (values
  -- RxNorm ingredients
  (1, 'Penicillin', '7980', 'Hives', 'high', 'active'),
  (9, 'Aspirin', '1191', 'Wheezing', 'high', 'active'),
  (17, 'Sulfamethoxazole', '10180', 'Rash', 'low', 'active'),
  (22, 'Codeine', '2670', 'Nausea', 'low', 'active'),
  (29, 'Ibuprofen', '5640', 'Swelling of the lips', 'high', 'active'),
  (39, 'Peanut', null, 'Anaphylaxis', 'high', 'active'),
  (45, 'Amoxicillin', '723', 'Rash', 'unable-to-assess', 'active'),
  (68, 'Latex', null, 'Itching', 'low', 'active'),
  (99, 'Penicillin', '7980', null, 'unable-to-assess', 'inactive'),
  (129, 'Clarithromycin', '21212', 'Rash', 'low', 'resolved')
) as known (n, substance, code, reaction, criticality, status)
on conflict do nothing;

commit;
