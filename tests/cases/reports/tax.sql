-- Tax on sales; returns are taken off.

-- [figures] tax, cgst, sgst, igst, cess, taxable_sales, untaxed_sales, net_sales
SELECT sum(tax), sum(cgst), sum(sgst), sum(igst), sum(cess),
       sum(net) FILTER (WHERE tax_treatment = 'taxable'), sum(net) FILTER (WHERE tax_treatment <> 'taxable'), sum(net)
FROM lines

-- [rates] tax_rate, net_sales, tax, cgst, sgst, igst, cess
SELECT tax_rate, sum(net), sum(tax), sum(cgst), sum(sgst), sum(igst), sum(cess)
FROM lines
GROUP BY 1

-- [places] place_of_supply, net_sales, tax, cgst, sgst, igst, cess
SELECT place_of_supply, sum(net), sum(tax), sum(cgst), sum(sgst), sum(igst), sum(cess)
FROM lines
GROUP BY 1

-- [recipients] recipient, net_sales, tax, cgst, sgst, igst, cess
SELECT recipient, sum(net), sum(tax), sum(cgst), sum(sgst), sum(igst), sum(cess)
FROM lines
GROUP BY 1

-- [months] month, net_sales, tax, cgst, sgst, igst, cess
SELECT date_trunc('month', day)::date, sum(net), sum(tax), sum(cgst), sum(sgst), sum(igst), sum(cess)
FROM lines
GROUP BY 1

-- [hsn] hsn, net_sales, items, tax, cgst, sgst, igst, cess
SELECT hsn, sum(net), sum(items), sum(tax), sum(cgst), sum(sgst), sum(igst), sum(cess)
FROM lines
GROUP BY 1

-- [components] tax_component, tax
SELECT t.component, sum(d.sign * t.tax_minor)
FROM asked d
JOIN bill_taxes t ON t.business_id = d.business_id AND t.bill_id = d.id
WHERE t.tax_minor <> 0
GROUP BY 1
