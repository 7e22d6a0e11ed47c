"""Short forms, as they are typed in a hurry, and the words they stand for.

A word of the question that a name of the shop explains is never taken for one.
"""

from __future__ import annotations

from typing import Final

# Each word, and the ways it is typed.
_TYPED: Final = """
about abt abut abot; above abv abve; account acct accnt acc; accounts accts accnts accs; afternoon aftn; again agn; against agnst; all oll; already alrdy; also alsoo; amount amnt amt amoun ammount
amout ammt; amounts amts amnts; analysis anlysis; and n nd; annual annl; anyone any1; approximately aprx apprx appx; april aprl; are r arr; august agst; available avl avlbl avail; average avrg aveg
avg av avrage averge avge; balance bal blnc balnce; bank bnk; because bcoz coz cuz bcz bcause becoz becuz; before b4 bfr befor bifor; below blw belw; best bst bestt; between bw btw betn btwn betw bwn
btween betwn; biggest bigest bgst; bill bil bll; bills bils blls bilss; birthday bday; bought bght bougt baught; brand brnd; budget bgt bdgt; business biz bizness bussiness busness bsns; but bt; buyer
byr buyr; buyers byrs buyrs; by wrt; cancel cncl; cancelled cncld cncelled; card crd; cash csh cashh; cashier cshr cashr; categories categs; category ctg catg categ ctgry cat cetegory catgry
ctgy; cheque chq chk; cheques chqs; city cty; client clnt; clients clnts; collection clctn collectn coll collecn colln collctn; collections colls; company cmpny; compare cmp cmpr comp compr compair;
compared cmprd comprd; cost cst; costs csts; could cud cld; count cnt cntt; credit crdt; current curr crnt crrnt curent; customer cstmr custmr cstomer cust custo cstmer cusomer custmer cusstomer
costumer; customers cstmrs custmrs custs custos cstmers cusomers costumers; daily dly; date dt; dates dts; days dys dayz; debit dbt; december decmbr; decrease decr; decreased decrsd; delivered dlvrd;
deliveries dlvries; delivery dlvry delvry; detail dtl; details dtls dets; difference diff difrence; discount dscnt dsc disct disc discnt dscount discoun; discounts discs dscnts; dozen dzn doz; during
durng; each ech; employee emp emplyee emply empl; employees emps empls; evening evng evenin; every evry evr; everyday evryday; everyone evry1; expenditure expd; expense expnse xpense expence; expenses
exps expn exp xpenses expnses expences; february febr febuary; first frst; for fr; forecast fcst; from frm; give gv gve; good gud gd; goods gds; government govt; gross grs; growth grwth groth; have
hv; highest hiest hghst highst higest heighest; history hist; hour hr; hourly hrly; hours hrs; how hw howw; increase inc incr; increased incrsd; information informtn; inventory invntry inventry invty;
invoice invc inv invce invoic invoce; invoices invs invces invcs; is iz; it itt; item itm itme itam; items itms itmes itams; january janu; july jly; june jne; largest lrgst largst; last lst lastt;
losses lses; lowest lwst lowst; many meny; march mrch; margin mrgn mgn margn; market mkt mrkt; maximum mx maxm; me mee; message msg; messages msgs; minimum mnm; money mny mony; month mnt mth mnth monh
mont; monthly mnthly monthy mthly; months mnths mths; more mor mre; morning mrng mornin; most mst; mrp mrp.; much mch muchh; new nw; next nxt nxtt; not nt; nothing nthng; november novmbr; number num nmbr
numbr; october octbr; of ov; old oldd; online onln; only onli onlee; order ordr; ordered ordrd; orders ordrs; other othr; outstanding outstndng outs os outstandg outstnding ostd; over ovr; overdue
ovrdue ovrd ovd odue; paid pd; parties prties ptys; party prty pty; payable pybl; payables pybls; payment pymnt paymnt pymt pmt pmnt paymt pyment; payments pymts pmts pmnts pymnts; pending pndg pndng
pendng; people ppl; percent perc pct prcnt percnt prct; percentage %age pctg prcntg percentge pcnt; pieces pces pc; please plz pleez plese; previous prev prv prvs prevs prvious;
price prc prce; prices prcs; product prdct prodct prod prdt pdt prodt; products prdcts prods prdts pdts prodts; profit prft proft profitt pft; profits profts pfts; purchase prchs prchse purch pur
purchace purchse prchase purcase; purchased prchsd; purchases prchses purchses purs; quantities qtys; quantity qnty quan qntity qntty quntity qnt qtty quantty; quarter qrtr quater; quarterly qtrly;
rate rt; rates rts; receipt rcpt recpt; receipts rcpts recpts; receivable rcvbl rcbl; receivables rcvbls rcbls; received recd recvd rcvd rcd rcv recived recieved recvied; recent rcnt; refund rfnd
refnd; refunds rfnds; regarding rgdng regd; report rpt rprt repot; reports rpts rprts; required reqd; return rtn rtrn retn retrn; returns rtns rtrns retns; revenue rev revnue revenu; sale sl slae
sael; sales sls saless salez; salesman slsmn; salesperson sp; same sme; saturday satrday; sell sel sll; seller sllr; sellers sllrs; selling slng sellng sllng selng; september sptmbr septmbr setember;
should shud shld; show shw shwo; since snce; smallest smallst; sold sld sould; staff stff staf; statement stmt stmnt statmnt; still stil; stock stk stok; summary sumry smry summry; supplier spplr
supp suppl suplier splr suplr supl; suppliers sups supliers splrs suplrs; target tgt trgt trget targt; tax tx; than thn; that tht; the teh hte; their thr ther; there thre; they dey; this ths diss
thiss tis; those thos; through thru thro throu; thursday thrsday; till tl tll; time tym; times tyms; today tdys tday tdays 2dy tody toda todayy; tomorrow tmrw tmw tmr tmro tmrrw tomo tomoro tomorow
2moro 2mrw tmoro; total ttl tot totl toal ttal totla; transaction txn trxn trx tranx; transactions txns trans trxns trxs tranxs; transfer trf trfr tfr; transfers trfs; trend trnd; turnover trnover
tover; under undr; unpaid unpd; until untl; value vals valu vlu vl val; vendor vndr vendr; vendors vndrs; versus vrs; wednesday wednsday; week wk wek; weekday wkday; weekend wknd wkend; weekly wkly wekly;
weeks wks weeeks; what wht wat wt whatt waht; when whn wen wehn; where whr wher; which wch whch whc wich whihc; who whoo; whole whl; why whyy; with wid wth wiv; without wthout widout; worst wrst;
would wud wld; year yr; yearly yrly; years yrs yeers; yesterday yst ystday yestrday yesterdy yest ydy ystd ystdy yestday yestrdy yesturday; you u yew; your ur yur;
tak tk; par pr; kab kb; sab sb; wala wla; munafa mnafa; bikri bkri; dikhao dkhao; kisko ksko; kisne ksne; kaunsa knsa; abhi abi; bacha bcha; diya dya; liya lya; gaya gya; raha rha; kiya kia; mujhe mje muje; saath sth; dikhado dikhdo dkhado; lekin lkn; dukaan dkaan
"""

SHORT_FORMS: Final[dict[str, str]] = {
    "hwmny": "how many",
    **{
        form: entry.split()[0]
        for entry in _TYPED.replace("\n", " ").split(";")
        if entry.strip()
        for form in entry.split()[1:]
    },
}
