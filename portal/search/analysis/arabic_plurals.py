"""Broken plurals of the words of the field: Arabic changes the inside of a word, no ending.

A line is: singular forms | other forms of the same word | meaning. Only forms that no other
word of the field is written like stand here: إحياء is both quarters and a commemoration, so
the plural of حي does not. Meanings after H. Wehr, A Dictionary of Modern Written Arabic.
"""

PLURALS = """
حق | حقوق حقوقي حقوقية | right
امرأة مرأة | نساء نسوة نسائي نسائية | woman
طفل طفلة | أطفال | child
فتاة | فتيات | girl
بنت | بنات | girl, daughter
ابن | أبناء | son
ولد | أولاد | boy, child
أم | أمهات | mother
زوج زوجة | أزواج زوجات | spouse
أرملة | أرامل | widow
رجل | رجال | man
شاب شابة | شباب شبان شابات | young person
فرد | أفراد | individual
شخص | أشخاص | person
ذكر | ذكور | male
أنثى | إناث | female
عضو عضوة | أعضاء عضوات | member
عائلة | عوائل عائلات | family
شعب | شعوب | people
قائد قائدة | قادة قائدات | leader
رئيس رئيسة | رؤساء رئيسات | president
زعيم زعيمة | زعماء زعيمات | leader
وزير وزيرة | وزراء وزيرات | minister
وزارة | وزارات | ministry
نائب نائبة | نواب نائبات | deputy
خبير خبيرة | خبراء خبيرات | expert
مدير مديرة | مدراء مديرات | director
شريك شريكة | شركاء شريكات | partner
وسيط وسيطة | وسطاء وسيطات | mediator
ناشط ناشطة | نشطاء ناشطات | activist
عامل عاملة | عمال عاملات | worker
تاجر تاجرة | تجار تاجرات | trader
طالب طالبة | طلاب طالبات | student
تلميذ تلميذة | تلاميذ تلميذات | pupil
أستاذ أستاذة | أساتذة أستاذات | teacher
طبيب طبيبة | أطباء طبيبات | doctor
قابلة | قوابل قابلات | midwife
حامل | حوامل | pregnant
رضيع | رضع | infant
شاهد شاهدة | شهود شاهدات | witness
ضحية | ضحايا | victim
سجين سجينة | سجناء سجينات | prisoner
سجن | سجون | prison
فقير فقيرة | فقراء فقيرات | poor
مدرسة | مدارس | school
درس | دروس | lesson
منهج | مناهج | curriculum
قرية | قرى | village
بلد | بلدان بلاد | country
بلدية | بلديات | municipality
مالي | | Mali, which is not money
منطقة | مناطق | region
إقليم | أقاليم | province
ريف | أرياف | countryside
ولاية | ولايات | wilaya, state
طريق | طرق | road
أرض | أراض أراضي | land
حقل | حقول | field
محصول | محاصيل | crop
بذرة | بذور | seed
سوق | أسواق | market
بئر | آبار | well
نهر | أنهار | river
ماء | مياه | water
بيت | بيوت | house
منزل | منازل | home
مسكن | مساكن | dwelling
ملجأ | ملاجئ | shelter
قانون | قوانين | law
مرسوم | مراسيم | decree
دستور | دساتير | constitution
نص | نصوص | text
مادة | مواد | article
بند | بنود | clause
فصل | فصول | chapter
شرط | شروط | condition
حكم | أحكام | judgment
محكمة | محاكم | court
قضية | قضايا | case, issue
شكوى | شكاوى | complaint
دعوى | دعاوى | lawsuit
جريمة | جرائم | crime
مبدأ | مبادئ | principle
هدف | أهداف | goal
خطة | خطط | plan
برنامج | برامج | programme
مشروع | مشاريع مشروعات | project
عمل | أعمال | work
نشاط | أنشطة نشاطات | activity
ورشة | ورش ورشات | workshop
تجربة | تجارب | experience
فكرة | أفكار | idea
حل | حلول | solution
مشكلة | مشاكل مشكلات | problem
سبب | أسباب | cause
خطر | أخطار مخاطر | danger
عائق | عوائق | obstacle
حاجز | حواجز | barrier
ظرف | ظروف | circumstance
وضع | أوضاع | situation
طرف | أطراف | party to something
دور | أدوار | role
وظيفة | وظائف | job, function
مهنة | مهن | profession
مورد | موارد | resource
مال | أموال | money
قرض | قروض | loan
مبلغ | مبالغ | sum
جمعية | جمعيات | association
شبكة | شبكات | network
لجنة | لجان | committee
مجلس | مجالس | council
مركز | مراكز | centre
مكتب | مكاتب | office
حزب | أحزاب | political party
وكالة | وكالات | agency
حرب | حروب | war
مرض | أمراض | illness
دواء | أدوية | medicine
تقليد | تقاليد | tradition
وثيقة | وثائق | document
تقرير | تقارير | report
كتاب | كتب | book
ورقة | أوراق ورقات | paper
رسالة | رسائل | message
خبر | أخبار | news
صورة | صور | picture
صوت | أصوات | voice
فيلم | أفلام | film
دليل | أدلة | guide, evidence
نموذج | نماذج | model
وسيلة | وسائل | means
هاتف | هواتف | telephone
موقع | مواقع | site
رابط | روابط | link
رمز | رموز | symbol, code
قصة | قصص | story
لغة | لغات | language
سنة | سنوات سنين | year
شهر | أشهر شهور | month
يوم | أيام | day
أسبوع | أسابيع | week
رقم | أرقام | number
نسبة | نسب | rate
عدد | أعداد | number
"""
