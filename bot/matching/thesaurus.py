"""Everyday English that people use interchangeably: general knowledge, about no subject in particular.

One group a line; the first word names what all of them mean. A phrase is written with underscores. A word
belongs to the one group of the sense that questions use most. Opposites, and words whose difference is what a
question asks (first and last, before and after, who and when), are never in one group.
"""

GROUPS = """
    begin start commence initiate launch kick_off get_going
    end finish conclude terminate stop cease quit halt no_longer
    create make produce generate come_up_with
    found establish form set_up founding foundation formation inception
    build construct assemble put_together
    change modify alter adjust edit amend switch convert turn_into
    replace swap substitute exchange
    fix repair mend resolve solve correct sort_out
    break damage crack shatter broke
    find locate discover detect find_out track_down
    search seek hunt browse look_up look_for look_into
    show display present exhibit pull_up bring_up
    tell inform explain describe clarify fill_me_in let_me_know give_me_the_details
    say mention utter pronounce
    speak talk chat converse
    ask inquire enquire question query
    request ask_for apply_for put_in
    answer reply respond response
    call phone ring dial telephone
    message text sms
    mail email
    contact reach get_in_touch get_hold_of touch_base
    send deliver ship dispatch
    receive obtain acquire
    buy purchase
    pay settle pay_off
    spend spending expenditure
    cost price fee charge expense how_expensive
    bill invoice
    money cash
    fund funds finance funding budget
    dollar buck usd
    salary wage income earnings paycheck
    cheap inexpensive affordable
    expensive pricey
    free complimentary for_free
    owe debt due
    transfer move shift
    give provide supply offer grant hand
    take grab
    help assist aid support assistance give_me_a_hand
    allow permit let enable
    forbid prohibit ban disallow
    permission consent approval
    approve accept
    refuse reject decline deny turn_down
    join enter enrol enroll accede sign_up become_a_member become_part get_into
    participate take_part
    leave exit withdraw drop_out pull_out
    arrive get_to
    go travel
    trip journey voyage tour
    vacation holiday pto time_off day_off
    return go_back give_back come_back
    stay remain
    car vehicle automobile auto
    tire tyre
    gas fuel petrol gasoline
    plane airplane aircraft
    luggage baggage suitcase
    taxi cab uber lyft
    street road avenue
    direction route how_to_get how_do_i_get
    traffic congestion
    location place spot site position whereabouts
    near nearby close closest nearest next_to close_by
    far distant
    distance how_far mile kilometer kilometre
    country nation
    city town
    house home residence
    apartment flat
    job employment occupation career profession
    chief boss manager supervisor
    chair chairman chairwoman chairperson chairmanship president leader head in_charge run_by led_by
    worker employee staff
    company firm corporation business enterprise
    organisation organization body institution
    group team crew
    partner colleague
    cooperate collaborate cooperation collaboration partnership work_together
    agreement accord treaty pact
    meeting gathering conference summit get_together
    book reserve reservation booking
    cancel annul void revoke call_off
    delay postpone defer put_off
    schedule calendar agenda timetable
    remind reminder
    alert warn warning notify notification heads_up
    wake awaken wake_up
    sleep nap
    remember recall
    know aware
    learn study
    teach instruct coach
    understand comprehend grasp figure_out make_sense
    think believe suppose guess reckon
    choose pick select opt decide go_with
    option alternative choice
    opinion view point_of_view
    idea concept notion
    advice tip
    suggest recommend advise suggestion recommendation
    want wish desire would_like would_love feel_like
    need require must have_to
    enjoy love
    favorite preferred
    try attempt
    check verify confirm examine inspect make_sure double_check
    review assess evaluate
    count quantity total sum how_many number_of amount tally
    calculate compute work_out
    increase raise boost grow
    decrease reduce lower cut shrink
    maximum max limit cap
    minimum min
    big large huge enormous giant how_big
    small little tiny
    great excellent awesome fantastic wonderful amazing terrific good fine nice
    bad awful terrible poor
    funny hilarious humorous comedy amusing
    happy glad
    sad unhappy
    angry mad upset
    fast quick rapid speedy swift
    soon shortly
    new recent latest fresh up_to_date most_recent
        age old elderly how_old
    now current currently today at_the_moment right_now these_days at_present so_far
    often frequent frequently frequency how_often
    usual normal regular typical standard
    maybe perhaps possibly
    sure certain definitely certainly surely
    yes yeah yep yup affirmative
    no nope nah negative
    hello hi hey greetings howdy what_is_up good_morning good_afternoon good_evening
    bye goodbye farewell see_you take_care
    thanks thank grateful appreciate gratitude thank_you
    please kindly
    sorry apologise apologize
    right true accurate
    wrong incorrect false
    mistake error
    problem issue trouble difficulty
    hard difficult tough
    easy simple straightforward
    important significant crucial
    purpose goal aim objective what_for point_of
    why reason cause how_come
    result outcome consequence
    benefit advantage what_good
    rule regulation policy
    law legal
    person individual human
    man guy
    woman lady
    child kid
    friend buddy pal
    mom mother mum
    dad father
    spouse wife husband
    name title known_as
    birthday birth born date_of_birth
    die death pass_away
    doctor physician
    sick ill
    medicine drug medication
    vaccine vaccination immunization
    food meal dish cuisine
    eat dine consume
    dinner supper
    restaurant diner eatery
    cook prepare bake
    drink beverage
    healthy nutritious good_for_you good_for_me
    nutrition nutritional
    delicious tasty
    spoil expire rot go_bad expiration
    store shop
    list enumerate
    add include insert append
    delete remove erase clear get_rid take_off
    done complete
    task chore todo to_do
    item thing
    picture photo image
    movie film
    song tune track
    loud volume
    document paper report publication
    announce announcement declare
    story tale
    word term
    mean meaning definition define signify stand_for short_for
    language tongue
    translate translation how_do_you_say how_do_i_say
    computer laptop pc
    cellphone smartphone mobile cell_phone
    internet web online
    website webpage homepage url
    password passcode pin
    tax taxes
    status progress how_far_along
    activity transaction
    history past background
    lose misplace
    steal theft stolen rob
    fraud scam suspicious fraudulent
    block freeze lock put_a_hold
    activate turn_on
    deactivate disable turn_off shut_off shut_down
    connect pair sync hook_up
    weather forecast temperature
    hot warm
    cold chilly
    clothes clothing
    color colour
    wash clean
    trash garbage rubbish
    lamp light
    when what_time what_date what_day
    duration how_long
    whole entire
    part piece portion section
    member part_of belong_to
    many several lots a_lot
    enough sufficient
    extra additional more
    another other
    different distinct
    difference compare differ
    same identical equal
    similar alike
    about regarding concerning
    instead rather
    again repeat one_more_time once_more say_that_again come_again
    luck fortune
    random arbitrary
    real actual genuine
    robot machine bot ai
    maker creator inventor
    reside dwell live
    carry bring
    keep hold retain
    use utilise utilize make_use
    own possess
    contain consist comprise made_up
    see look
    hear listen
    drive steer
    hotel motel inn lodging
    airport airfield
    currency exchange_rate
    foreign international abroad overseas
    world global earth
    official formal
    private confidential secret
    science scientific
    technology tech technological
    future upcoming coming_up
    expect anticipate
    estimate approximate roughly
    improve enhance upgrade
    safe secure
    danger dangerous hazard
    emergency urgent
    police cop
    gift donation
    party celebration
    redeem cash_in
    reward bonus prize
    eligible qualify
    how how_to how_do_i how_can_i how_would_i how_should_i what_is_the_way steps process procedure
    what which
    who whom
"""
