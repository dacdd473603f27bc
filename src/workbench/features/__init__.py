"""Purchases and answers → one row a customer."""

from workbench.features.customers import CustomerTable, customer_table, narrowed
from workbench.features.purchases import PurchaseFeatures, Sample, every_customer, purchase_features

__all__ = [
    "CustomerTable",
    "PurchaseFeatures",
    "Sample",
    "customer_table",
    "every_customer",
    "narrowed",
    "purchase_features",
]
