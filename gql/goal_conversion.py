"""Rows of the reports on one goal. A row computes the numbers that are asked of it and no others."""

import strawberry

from gql.fields import derived
from gql.groups import ContactGroup
from gql.rows import LazyElement, row_element
from measure import conversion_time, goal_conversion
from resolvers.reading import Reading


@strawberry.type(
    description="converted: first achieved the goal at or after first reaching the element. rate = "
    "converted / reached."
)
class GoalConversionRate:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[goal_conversion.GoalConversionRate]

    @classmethod
    def of(cls, reading: Reading, row: goal_conversion.GoalConversionRate) -> "GoalConversionRate":
        return cls(reading=reading, row=row)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("GoalConversionRate", self.row.element.key, self.row.goal))

    @derived
    def element(self) -> LazyElement:
        return row_element(self.reading, self.row.element)

    @derived
    def reached(self) -> ContactGroup:
        return ContactGroup.of(self.row.reached)

    @derived
    def converted(self) -> ContactGroup:
        return ContactGroup.of(self.row.converted)

    @derived
    def rate(self) -> float | None:
        return self.row.rate


@strawberry.type
class GoalConversionPoint:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[goal_conversion.GoalConversionPoint]

    @classmethod
    def of(cls, reading: Reading, row: goal_conversion.GoalConversionPoint) -> "GoalConversionPoint":
        return cls(reading=reading, row=row)

    @derived
    def id(self) -> strawberry.ID:
        parts = (self.row.stat, self.row.goal, self.row.key)
        return strawberry.ID(self.reading.row_id("GoalConversionPoint", *parts))

    @derived
    def element(self) -> LazyElement | None:
        element = self.row.element
        return None if element is None else row_element(self.reading, element)

    @derived
    def contacts(self) -> ContactGroup:
        return ContactGroup.of(self.row.contacts)

    @derived
    def share(self) -> float | None:
        return self.row.share


@strawberry.type(
    description="From first reaching the element to first achieving the goal, over `converted`; all null "
    "when there is nobody."
)
class GoalConversionTime:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[conversion_time.GoalConversionTime]

    @classmethod
    def of(cls, reading: Reading, row: conversion_time.GoalConversionTime) -> "GoalConversionTime":
        return cls(reading=reading, row=row)

    @derived
    def id(self) -> strawberry.ID:
        parts = (self.row.element.key, self.row.achievers.goal)
        return strawberry.ID(self.reading.row_id("GoalConversionTime", *parts))

    @derived
    def element(self) -> LazyElement:
        return row_element(self.reading, self.row.element)

    @derived
    def converted(self) -> ContactGroup:
        return ContactGroup.of(self.row.converted)

    @derived
    def mean_seconds(self) -> float | None:
        spread = self.row.spread
        return None if spread is None else spread.mean

    @derived
    def median_seconds(self) -> float | None:
        spread = self.row.spread
        return None if spread is None else spread.median

    @derived
    def fastest_seconds(self) -> float | None:
        spread = self.row.spread
        return None if spread is None else spread.fastest

    @derived
    def slowest_seconds(self) -> float | None:
        spread = self.row.spread
        return None if spread is None else spread.slowest
