"""Purchases and answers → one row a customer."""

from workbench.features.customers import CustomerTable, customer_table, narrowed
from workbench.features.purchases import PurchaseFeatures, purchase_features

__all__ = ["CustomerTable", "PurchaseFeatures", "customer_table", "narrowed", "purchase_features"]
