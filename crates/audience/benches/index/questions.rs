//! The same questions as rules and as SQL. `?1` is now, in milliseconds.

/// Name, rule, SQL.
pub(crate) const QUESTIONS: [(&str, &str, &str); 7] = [
    (
        "one condition",
        r#"{"metric":"totalSpend","operator":">","value":500}"#,
        "SELECT count(*) FROM customer WHERE spend > 50000 AND ?1",
    ),
    (
        "three, joined by AND",
        r#"{"logic":"AND","rules":[{"metric":"totalSpend","operator":">","value":200},
            {"metric":"visits","operator":">=","value":3},
            {"metric":"lastPurchased","operator":"withinLast","value":{"days":90}}]}"#,
        "SELECT count(*) FROM customer WHERE spend > 20000 AND visits >= 3 AND last > ?1 - 90 * 86400000 AND last <= ?1",
    ),
    (
        "OR in AND, with a list of cities",
        r#"{"logic":"AND","rules":[{"metric":"visits","operator":">=","value":2},{"logic":"OR","rules":[
            {"metric":"totalSpend","operator":">","value":600},{"logic":"AND","rules":[
                {"metric":"city","operator":"in","value":["City 1","City 20","City 35","City 77","City 102","City 300"]},
                {"metric":"lastPurchased","operator":"olderThan","value":{"days":60}}]}]}]}"#,
        "SELECT count(*) FROM customer WHERE visits >= 2 AND (spend > 60000 OR
            (city IN ('City 1','City 20','City 35','City 77','City 102','City 300') AND last <= ?1 - 60 * 86400000))",
    ),
    (
        "an attribute and a tag",
        r#"{"logic":"AND","rules":[{"metric":"attributes.age","operator":">","value":40},
            {"metric":"tags","operator":"has","value":"vip"}]}"#,
        "SELECT count(*) FROM customer_tag t JOIN customer c ON c.id = t.customer
         WHERE t.tag = 'vip' AND c.age > 40 AND ?1",
    ),
    (
        "an item twice in 90 days",
        r#"{"metric":"orders","measure":"count","operator":">=","value":2,"within":{"days":90},
            "where":[{"metric":"item","operator":"==","value":"Item 7"}]}"#,
        "SELECT count(*) FROM (SELECT customer FROM order_item
            WHERE item = 'Item 7' AND placed > ?1 - 90 * 86400000 AND placed <= ?1 AND status <> 'Cancelled'
            GROUP BY customer HAVING count(DISTINCT number) >= 2)",
    ),
    (
        "a sum over a year",
        r#"{"metric":"orders","measure":"sum","operator":">","value":300,"within":{"days":365}}"#,
        "SELECT count(*) FROM (SELECT customer FROM orders
            WHERE placed > ?1 - 365 * 86400000 AND placed <= ?1 AND status <> 'Cancelled'
            GROUP BY customer HAVING sum(net) > 30000)",
    ),
    (
        "all of it, and no order in 30 days",
        r#"{"logic":"AND","rules":[{"metric":"totalSpend","operator":">","value":100},
            {"logic":"OR","rules":[{"metric":"city","operator":"in","value":["City 1","City 20","City 35"]},
                {"metric":"tags","operator":"has","value":"vip"}]},
            {"metric":"attributes.age","operator":"between","value":[25,60]},
            {"metric":"orders","measure":"sum","operator":">","value":50,"within":{"days":180}},
            {"logic":"AND","not":true,"rules":[
                {"metric":"orders","measure":"count","operator":">","value":0,"within":{"days":30}}]}]}"#,
        "SELECT count(*) FROM customer c
         JOIN (SELECT customer FROM orders
            WHERE placed > ?1 - 180 * 86400000 AND placed <= ?1 AND status <> 'Cancelled'
            GROUP BY customer HAVING sum(net) > 5000) s ON s.customer = c.id
         WHERE spend > 10000 AND age BETWEEN 25 AND 60
            AND (city IN ('City 1','City 20','City 35') OR c.id IN (SELECT customer FROM customer_tag WHERE tag = 'vip'))
            AND c.id NOT IN (SELECT customer FROM orders
                WHERE placed > ?1 - 30 * 86400000 AND placed <= ?1 AND status <> 'Cancelled')",
    ),
];
